export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'utf-32be',
  'latin1',
] as const;

/** How text is stored. */
export type Encoding = (typeof ENCODINGS)[number];

/** Bytes of a code unit. */
export function unitSize(encoding: Encoding): 1 | 2 | 4 {
  if (encoding.startsWith('utf-16')) return 2;
  return encoding.startsWith('utf-32') ? 4 : 1;
}
