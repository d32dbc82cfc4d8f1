import { isAbsent } from '../absent.js';
import type { Descriptor } from '../descriptors/descriptors.js';
import type { FileLock } from '../descriptors/file-locks.js';
import type { OpenFile } from '../descriptors/open-file.js';
import { describeFile } from './describe-file.js';
import { words } from './words.js';

/** What is told of every descriptor anyhow, or says nothing to a person. */
const SILENT = new Set(['O_LARGEFILE', 'O_CLOEXEC']);

/**
 * What a descriptor leads to, in a line of words:
 * `/var/log/x.log O_WRONLY|O_APPEND pos 1234 (deleted, 18 B kept in ghost-file-2.img)`.
 * Names stand as they are, control characters included.
 */
export function describeDescriptor({ file, flags, locks }: Descriptor): string {
  const names = isAbsent(flags) ? [] : flags.names.filter((name) => !SILENT.has(name));
  const told = WITH_MODE.has(file.type);
  const owner = 'signalOwner' in file ? file.signalOwner : undefined;
  return words([
    describeFile(file, names.join('|')),
    !told && names.slice(1).join('|'),
    owner && `(${owner.signal} to ${owner.target} ${owner.pid})`,
    ...locks.map(describeLock),
  ]);
}

/** Kinds that a program opens for reading or writing; the others come with a mode of their own. */
const WITH_MODE = new Set<OpenFile['type']>(['REG', 'MEMFD', 'TTY']);

function describeLock({ kind, access, start, length, pid }: FileLock): string {
  const end = length === undefined ? 'end' : String(start + length - 1n);
  const range = start === 0n && length === undefined ? 'whole file' : `bytes ${start}-${end}`;
  return `(${kind} ${access} lock by ${pid}, ${range})`;
}
