/** A run of memory that a hexdump shows. */
export interface ShownBytes {
  readonly start: bigint;
  readonly bytes: Buffer;
}

const LINE = /^([0-9a-f]{16})(?: {2}([0-9a-f ]{48}) \|(.{1,16})\|)?$/;

/** Reads rows back, squeezed ones among them; runs that follow each other are one. Other lines are passed over. */
export function parseHexDump(text: string): ShownBytes[] {
  const runs: { start: bigint; rows: Buffer[]; end: bigint }[] = [];
  let isSqueezed = false;
  for (const line of text.split('\n')) {
    if (line === '*') {
      isSqueezed = true;
      continue;
    }
    const [, address, digits, characters] = LINE.exec(line) ?? [];
    if (address === undefined) continue;
    const start = BigInt(`0x${address}`);
    const last = runs.at(-1);
    if (isSqueezed && last !== undefined) {
      const row = last.rows.at(-1) ?? Buffer.alloc(0);
      for (; last.end < start; last.end += 16n) last.rows.push(row);
    }
    isSqueezed = false;
    if (digits === undefined) continue;
    const bytes = Buffer.from(digits.replaceAll(' ', ''), 'hex');
    if (bytes.toString('latin1').replace(/[^ -~]/g, '.') !== characters) throw new Error(line);
    if (last?.end !== start) runs.push({ start, rows: [bytes], end: start + BigInt(bytes.length) });
    else {
      last.rows.push(bytes);
      last.end += BigInt(bytes.length);
    }
  }
  return runs.map(({ start, rows }) => ({ start, bytes: Buffer.concat(rows) }));
}
