/** Which bytes a server sends, of how many: `bytes 0-99/2000` (RFC 9110, 14.4). */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  /** Undefined for `*`, which it does not tell. */
  readonly total: number | undefined;
}

export function parseContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [start, last, total] = [match[1], match[2], match[3]].map(Number);
  if (start === undefined || last === undefined || last < start) return undefined;
  const known = match[3] === '*' ? undefined : total;
  if (known !== undefined && (last >= known || !Number.isSafeInteger(known))) return undefined;
  return { start, end: last + 1, total: known };
}
