/** Longest name but for what is put to its end, in characters, each of which is one byte. */
const MAX_LENGTH = 120;

/** How programs, and scripts that name one, begin: ELF, PE, `#!`. */
const PROGRAMS = ['\x7fELF', 'MZ', '#!'];

/** Names of files in one directory, each given once. Nothing in them means anything to a shell or a system. */
export class FileNames {
  private readonly taken = new Set<string>();
  /** The numbers that names were given last. */
  private readonly counts = new Map<string, number>();

  /** @param text of the archive */
  next(text: string, isProgram: boolean): string {
    const safe = text
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^[._-]+|_+$/g, '')
      .slice(-MAX_LENGTH);
    const base = safe === '' ? 'file' : safe.replace(/^[._-]+/, '');
    const end = isProgram ? '.bin' : '';
    const plain = (base + end).toLowerCase();
    for (let count = (this.counts.get(plain) ?? 0) + 1; ; count++) {
      const name = count === 1 ? base + end : `${base}~${count}${end}`;
      if (this.taken.has(name.toLowerCase())) continue;
      this.taken.add(name.toLowerCase());
      this.counts.set(plain, count);
      return name;
    }
  }
}

export function looksLikeProgram(first: Uint8Array): boolean {
  const text = Buffer.from(first.subarray(0, 4)).toString('latin1');
  return PROGRAMS.some((magic) => text.startsWith(magic));
}
