import { closeSync, createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import type { Limits } from '../../archive/limits.js';
import { fileSource, memorySource } from '../../bytes/byte-source.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { openMember, type OpenedBytes } from '../opened-archives.js';

/**
 * Opens an image: a file, standard input (`-`), or `ARCHIVE:MEMBER`. A file of that very name wins.
 * @throws CheckpointError `not-found` when none of them is there
 */
export async function openImageInput(name: string, limits: Limits): Promise<OpenedBytes> {
  if (name === '-') return await openStandardInput(limits);
  const kind = statKind(name);
  if (kind === 'other') return await openStream(name, openSync(name, 'r'), limits);
  if (kind === 'file') return openFile(name, openSync(name, 'r'));
  if (kind === 'directory') {
    throw new CheckpointError(
      'usage',
      `a directory: name an image in it, such as ${name}/pstree.img`,
      {
        file: name,
      },
    );
  }
  for (let colon = name.indexOf(':'); colon > 0; colon = name.indexOf(':', colon + 1)) {
    const archive = name.slice(0, colon);
    if (statKind(archive) !== undefined) {
      return await openMember(archive, name.slice(colon + 1).replace(/^(?:\.\/)+/, ''), limits);
    }
  }
  throw new CheckpointError('not-found', `open ${name}: no such file or directory`);
}

async function openStandardInput(limits: Limits): Promise<OpenedBytes> {
  return fstatSync(0).isFile() ? openFile('-', 0) : await openStream('-', 0, limits);
}

function openFile(file: string, fd: number): OpenedBytes {
  const source = fileSource(fd, fstatSync(fd).size, { file });
  return {
    source,
    close: () => {
      closeSync(fd);
    },
  };
}

/** A pipe is read to its end: an image's payload may be asked for after its message. */
async function openStream(file: string, fd: number, limits: Limits): Promise<OpenedBytes> {
  const bytes = await readPipe(file, fd, limits.maxInMemory);
  return { source: memorySource(bytes, { file }), close: () => undefined };
}

/** All bytes of a pipe. */
export async function readPipe(file: string, fd: number, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream('', { fd, autoClose: fd !== 0 })) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > most) {
      throw new CheckpointError('limit', `more than ${most} bytes; raise --max-in-memory SIZE`, {
        file,
      });
    }
  }
  return Buffer.concat(chunks, size);
}

function statKind(name: string): 'file' | 'directory' | 'other' | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
}
