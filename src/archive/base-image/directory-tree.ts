import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { HashedChunks } from '../../bytes/hashed-chunks.js';
import { OpenFiles } from '../../bytes/open-files.js';
import { encodeText } from '../../bytes/text.js';
import { sourceChunks } from '../content.js';
import { describeFile } from '../directory.js';
import type { Member } from '../member.js';
import { resolveBelow } from '../sysroot.js';
import type { BaseImage } from './base-image.js';

/** An unpacked image. No link leads out of it. */
export function openDirectoryTree(directory: string): BaseImage {
  const files = new OpenFiles();
  return {
    find(name) {
      const cut = name.lastIndexOf('/');
      const base = name.slice(cut + 1);
      const parent = resolveBelow(directory, name.slice(0, Math.max(cut, 0)));
      if (parent === undefined || ['', '.', '..'].includes(base) || base.includes('\0')) {
        return undefined;
      }
      const path = Buffer.from(encodeText(`${parent}/${base}`));
      const member = findMember(path, name);
      if (member === undefined) return undefined;
      const isFile = member.type === 'file';
      const source = files.source(path, member.size, { file: `${parent}/${base}` });
      return {
        member,
        tellsCapabilities: false,
        ...(isFile && { source }),
        sha256: async () =>
          isFile ? (await new HashedChunks(sourceChunks(source)).finish()).sha256 : undefined,
      };
    },
    close() {
      files.close();
    },
  };
}

function findMember(path: Buffer, name: string): Member | undefined {
  try {
    return describeFile(path, name);
  } catch (error) {
    if (error instanceof CheckpointError && error.code === 'not-found') return undefined;
    throw error;
  }
}
