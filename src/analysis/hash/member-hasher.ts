import { contentChunks, contentPlace } from '../../archive/content.js';
import { holeLimit } from '../../archive/hole-limit.js';
import type { Limits } from '../../archive/limits.js';
import { cleanName, type Entry, hasBytes, type Member } from '../../archive/member.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { HashedChunks } from '../../bytes/hashed-chunks.js';
import { absent, type Fact } from '../../model/absent.js';
import { reasonOf } from '../../model/damage.js';
import { isNestedArchive } from '../../model/reads.js';

export interface HashOptions {
  readonly limits?: Limits;
  /** Also what lies in the archives inside: changed files, volumes, tmpfs, /dev/shm. */
  readonly deep?: boolean;
}

/** A file in an archive. */
export interface HashedMember {
  /** As in the archive; of one in an archive inside, both names with a colon between. */
  readonly name: string;
  readonly kind: 'member' | 'nested';
  readonly type: Member['type'];
  readonly size: number;
  readonly sha256: Fact<string>;
  /** A later member of the same name takes its place when the archive is unpacked. */
  replaced: boolean;
}

/** Hashes members as they pass by. */
export class MemberHasher {
  readonly members: HashedMember[] = [];
  readonly damage: CheckpointError[] = [];
  /** The last member of each name so far: what a hardlink leads to. */
  private readonly byName = new Map<string, HashedMember>();

  constructor(
    private readonly limits: Limits,
    private readonly deep: boolean,
  ) {}

  /** @throws CheckpointError when the archive itself does not go on */
  async take(entry: Entry): Promise<void> {
    const { member, content } = entry;
    if (member.type === 'hardlink') this.link(member, '', 'member');
    if (!hasBytes(member)) return;
    if (!this.deep || !isNestedArchive(member.name)) {
      await this.hash(entry, '', 'member');
      return;
    }
    const chunks = new HashedChunks(contentChunks(content));
    const place = contentPlace(content);
    const inner = { kind: 'stream', place, chunks: chunks.passing() } as const;
    const first = this.members.length;
    let failure: unknown;
    try {
      for await (const each of walkArchiveContent(inner, this.limits)) {
        if (each.member.type === 'hardlink') this.link(each.member, `${member.name}:`, 'nested');
        if (hasBytes(each.member)) await this.hash(each, `${member.name}:`, 'nested');
      }
    } catch (error) {
      failure = error;
    }
    const row = { name: member.name, kind: 'member', type: member.type, replaced: false } as const;
    try {
      const { sha256, size } = await chunks.finish();
      this.add({ ...row, size, sha256 }, first);
    } catch (error) {
      this.add({ ...row, size: member.size, sha256: absent(reasonFor(error)) }, first);
      throw error;
    }
    // Only what is inside is damaged: the archive goes on behind it.
    if (failure !== undefined) this.meet(failure);
  }

  /** Remembers why something is missing; a bug is no such reason. */
  meet(error: unknown): void {
    if (!(error instanceof CheckpointError)) throw error;
    this.damage.push(error);
  }

  private async hash(
    { member, content }: Entry,
    before: string,
    kind: HashedMember['kind'],
  ): Promise<void> {
    const row = { name: before + member.name, kind, type: member.type, replaced: false } as const;
    const error = holeLimit(content, member.size, this.limits);
    if (error !== undefined) {
      this.add({ ...row, size: member.size, sha256: absent(reasonOf(error)) });
      this.meet(error);
      return;
    }
    try {
      const { sha256, size } = await new HashedChunks(contentChunks(content)).finish();
      this.add({ ...row, size, sha256 });
    } catch (error) {
      this.add({ ...row, size: member.size, sha256: absent(reasonFor(error)) });
      throw error;
    }
  }

  /** It has the bytes of what it leads to, which stands before it in a tar. */
  private link(
    { name, type, linkName = '' }: Member,
    before: string,
    kind: HashedMember['kind'],
  ): void {
    const target = this.byName.get(before + cleanName(linkName));
    const sha256 = target?.sha256 ?? absent(`it leads to ${linkName}, which is not in the archive`);
    this.add({ name: before + name, kind, type, size: target?.size ?? 0, sha256, replaced: false });
  }

  private add(row: HashedMember, at = this.members.length): void {
    const former = this.byName.get(row.name);
    if (former !== undefined) former.replaced = true;
    this.byName.set(row.name, row);
    this.members.splice(at, 0, row);
  }
}

function reasonFor(error: unknown): string {
  if (error instanceof CheckpointError) return reasonOf(error);
  throw error;
}
