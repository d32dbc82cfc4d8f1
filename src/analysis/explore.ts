import { encodeQuotedPrintable } from '../criu/quoted-printable.js';
import { enumDef } from '../criu/schema.js';
import type { Checkpoint } from '../model/checkpoint.js';
import type { FileTable } from '../model/file-table.js';

/** One descriptor as `crit x fds` writes it. */
export function describeFile(files: FileTable, type: number, id: number): string {
  const name = enumDef('fd_types').byNumber.get(type) ?? String(type);
  switch (name) {
    case 'REG':
      return describePath(files, id);
    case 'PIPE':
      return `pipe[${files.pipe(id)?.pipe_id ?? '?'}]`;
    case 'UNIXSK': {
      const socket = files.unixSocket(id);
      if (socket === undefined) return 'unix[?]';
      const text = encodeQuotedPrintable(socket.name ?? new Uint8Array());
      return `unix[${socket.ino ?? '?'} (${socket.peer ?? '?'})${text === '' ? '' : ` ${text}`}]`;
    }
    default:
      return `${name}.${id}`;
  }
}

/** The path of a regular file or directory. */
export function describePath(files: FileTable, id: number): string {
  const name = files.regular(id)?.name;
  return name === undefined || name === '' ? 'unknown path' : name;
}

/**
 * Every dump has regular files: without an image of them nothing can be told of any.
 * @throws CheckpointError `not-found` naming files.img
 */
export function requireFiles({ images }: Checkpoint): void {
  if (!images.has('reg-files.img')) images.require('files.img', 'file_entry');
}
