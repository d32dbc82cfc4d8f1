import { isAbsent, type Absent } from '../absent.js';
import type { Holder } from '../descriptors/descriptor-tables.js';

/** Joins the parts that there are with blanks. */
export function words(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined && part !== '').join(' ');
}

/** The value as text, or what stands for an absent one. */
export function text(value: string | number | bigint | Absent, otherwise: string): string {
  return isAbsent(value) ? otherwise : String(value);
}

/** Texts in a row; only a forged checkpoint has more than a line bears. */
export function list(texts: readonly string[]): string {
  const told = texts.slice(0, 32);
  const more = texts.length - told.length;
  return `${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Holders are told up to here; text of a descriptor stays one line. */
const MAX_TOLD = 8;

/** `8/0`, a process and its descriptor; several are joined by blanks. */
export function holdersText(holders: readonly Holder[], nobody: string): string {
  if (holders.length === 0) return nobody;
  const told = holders.slice(0, MAX_TOLD).map(({ pid, fd }) => `${pid}/${fd}`);
  const more = holders.length - told.length;
  return `${told.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}
