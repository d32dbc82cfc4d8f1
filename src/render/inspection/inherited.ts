/** Where something is told that a process has as its parent has it. */
interface Told {
  readonly value: string;
  /** The process at which it stands in full. */
  readonly from: number;
}

/**
 * Remembers what was told of each process, so that what it has as its parent has it is told once, and
 * referred to from then on. Parents come before their children.
 */
export class Inherited {
  private readonly known = new Map<string, Map<number, Told>>();

  /**
   * @param aspect what it is, such as `limits`
   * @param value all that is told of it
   * @returns the process at which the same is told already; undefined when it has to be told
   */
  source(process: Relation, aspect: string, value: string): number | undefined {
    const told = this.known.get(aspect) ?? new Map<number, Told>();
    this.known.set(aspect, told);
    const above = told.get(process.ppid);
    if (above?.value === value) {
      told.set(process.pid, above);
      return above.from;
    }
    told.set(process.pid, { value, from: process.pid });
    return undefined;
  }
}

/** A process and its parent. */
export interface Relation {
  readonly pid: number;
  readonly ppid: number;
}

/** `as process 1: users, limits; as process 7: umask`. */
export function sourcesText(sources: ReadonlyMap<string, number>): string {
  const byProcess = new Map<number, string[]>();
  for (const [aspect, from] of sources) {
    const others = byProcess.get(from);
    if (others === undefined) byProcess.set(from, [aspect]);
    else others.push(aspect);
  }
  const parts = [...byProcess].map(([from, names]) => `as process ${from}: ${names.join(', ')}`);
  const text = parts.join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
