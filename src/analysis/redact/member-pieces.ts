import { hasBytes } from '../../archive/member.js';
import { isNestedArchive } from '../../model/reads.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import type { PlaceTextPiece } from '../search/place-pieces.js';

/**
 * Members as they lie, for what no search of memory and contents sees: texts in images, such as paths, and pages of
 * a dump before this one.
 */
export function memberPieces({ archive, imagePrefix }: Checkpoint): PlaceTextPiece[] {
  const ofMemory = (name: string) => name.startsWith(`${imagePrefix}pages-`);
  return archive.members
    .filter((member) => hasBytes(member) && member.size > 0)
    .filter(({ name }) => !ofMemory(name) && !isNestedArchive(name))
    .map((member) => {
      const source = archive.source(member);
      const { name } = member;
      const content = { kind: 'pieces', pieces: [] } as const;
      return {
        ...{ kind: 'place', at: 0, size: source.size },
        place: { kind: 'metadata', name, member: name, holders: [], content },
        extents: [{ source, offset: 0, length: source.size, member: name }],
      };
    });
}
