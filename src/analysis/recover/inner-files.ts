import { hasBytes, memberPlace } from '../../archive/member.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { sourceOf } from '../../model/members.js';
import type { RecoverContext, Recovered, RecoverKind } from './recovered.js';
import { contentParts } from './source-parts.js';

/** The files of an archive inside the archive. Of a damaged one those before the damage. */
export async function* innerFiles(
  { view, limits }: RecoverContext,
  kind: RecoverKind,
  archive: string,
  mountPoint: string,
): AsyncGenerator<Recovered> {
  const { checkpoint } = view;
  const outer = checkpoint.archive.find(archive);
  if (outer === undefined) return;
  try {
    const source = sourceOf(checkpoint.archive, outer);
    for await (const entry of walkArchiveContent({ kind: 'source', source }, limits)) {
      const { member, content } = entry;
      if (!hasBytes(member)) continue;
      const { name, size, mode, uid, gid, mtimeNs, atimeNs } = member;
      const path = `${mountPoint.replace(/\/+$/, '')}/${name}`;
      yield {
        kind,
        name: path,
        what: path,
        source: { pids: [], member: memberPlace({ member: archive }, name).member ?? name },
        facts: { mode, uid, gid, mtimeNs, atimeNs },
        size,
        missing: [],
        parts: () => contentParts(content),
      };
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    checkpoint.damage.add(error);
  }
}
