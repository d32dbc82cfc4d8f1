import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';
import { cleanName, hasBytes, type Member, memberPlace, nameOfType } from './member.js';

/** As many links as the kernel follows in one path. */
const MAX_SYMLINKS = 40;

/** Which entries of an archive are meant by names and links. Of duplicates the last counts. */
export class Links<Entry extends { readonly member: Member }> {
  /** Positions in order; mostly there is one. */
  private byName: Map<string, number | number[]> | undefined;

  /** @param container for messages */
  constructor(
    private readonly entries: readonly Entry[],
    private readonly container: Place,
  ) {}

  /** Position of the last entry of a name; -1 for none. */
  lastIndexOf(name: string): number {
    const positions = this.positions(name);
    return typeof positions === 'number' ? positions : (positions.at(-1) ?? -1);
  }

  /**
   * Position of the file behind the entry at `index`. A hardlink means the last member of its target's name
   * before it, as a tar is unpacked; therefore hardlinks cannot lead in a circle.
   * @throws CheckpointError `not-found` without a target, `unsupported` for what is not a file
   */
  fileOf(index: number): number {
    for (let at = index; ;) {
      const member = this.memberAt(at);
      if (hasBytes(member)) return at;
      if (member.type !== 'hardlink') throw this.notFile(member);
      const target = cleanName(member.linkName ?? '');
      const before = this.lastBefore(target, at);
      if (before === undefined) {
        const reason = `is ${nameOfType(member)}, which is not before it in the archive`;
        throw new CheckpointError('not-found', reason, memberPlace(this.container, member.name));
      }
      at = before;
    }
  }

  /** As `fileOf`, also through symlinks, which lead to names in the archive and never to the disk. */
  fileBehind(index: number): number {
    let at = index;
    for (let links = 0; this.memberAt(at).type === 'symlink'; links++) {
      const member = this.memberAt(at);
      const next = this.lastIndexOf(symlinkTarget(member));
      if (next < 0 || links === MAX_SYMLINKS) throw this.notFile(member);
      at = next;
    }
    return this.fileOf(at);
  }

  private memberAt(index: number): Member {
    const entry = this.entries[index];
    if (entry === undefined) throw new RangeError('no member of this archive');
    return entry.member;
  }

  private lastBefore(name: string, index: number): number | undefined {
    const positions = [this.positions(name)].flat();
    let low = 0;
    for (let high = positions.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((positions[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return positions[low - 1];
  }

  private positions(name: string): number | number[] {
    if (this.byName === undefined) {
      this.byName = new Map();
      for (const [index, { member }] of this.entries.entries()) {
        const before = this.byName.get(member.name);
        if (before === undefined) this.byName.set(member.name, index);
        else if (typeof before === 'number') this.byName.set(member.name, [before, index]);
        else before.push(index);
      }
    }
    return this.byName.get(name) ?? [];
  }

  private notFile(member: Member): CheckpointError {
    const place = memberPlace(this.container, member.name);
    return new CheckpointError('unsupported', `is ${nameOfType(member)}, not a file`, place);
  }
}

/** The name that a symlink means, counted from its own directory and never above the archive's root. */
function symlinkTarget({ name, linkName = '' }: Member): string {
  const parts = linkName.startsWith('/') ? [] : name.split('/').slice(0, -1);
  for (const part of linkName.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
