import type { Archive } from '../archive/archive.js';
import type { Member } from '../archive/member.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError, formatPlace } from '../bytes/checkpoint-error.js';

/**
 * The bytes of a member.
 * @throws CheckpointError `unsupported` when they were not kept of a compressed archive
 */
export function sourceOf(archive: Archive, member: Member): ByteSource {
  if (archive.holds(member)) return archive.source(member);
  const reason = 'was not kept of the compressed archive; unpack that first';
  throw new CheckpointError('unsupported', reason, { file: archive.file, member: member.name });
}

/** Names of the files below a prefix, without it, each once, in the order of the archive. */
export function namesBelow({ members }: Archive, prefix: string): string[] {
  const names = members
    .filter(({ name, type }) => name.startsWith(prefix) && (type === 'file' || type === 'hardlink'))
    .map(({ name }) => name.slice(prefix.length));
  return [...new Set(names)];
}

/** The error of a member that should be there, in the words of open(2). */
export function missingMember({ file }: Archive, member: string, why = ''): CheckpointError {
  const place = formatPlace({ file, member });
  return new CheckpointError('not-found', `open ${place}: no such file or directory${why}`);
}

/** The same of an image, and why a dump may lack one that every dump has. */
export function missingImage(archive: Archive, prefix: string, name: string): CheckpointError {
  return missingMember(archive, prefix + name, reasonOfMissing(archive, prefix, name));
}

function reasonOfMissing({ members }: Archive, prefix: string, name: string): string {
  if (name !== 'pstree.img') return '';
  const images = members.filter(
    (member) => member.name.startsWith(prefix) && member.name.endsWith('.img'),
  );
  const has = (kind: string) => images.some((image) => image.name.startsWith(prefix + kind));
  if (has('pagemap-') && !has('core-')) {
    return ': this is a pre-dump, which holds memory only';
  }
  return images.length > 0
    ? ''
    : ': there are no images; CRIU may have written them elsewhere (images-dir)';
}
