import { isAbsent, type Absent } from '../../model/absent.js';

/**
 * Facts as texts, by the name of the fact and of the part of it: a list of limits has one text for each limit, so
 * that one that changed is one change. What is absent has no parts.
 */
export type FactTexts = ReadonlyMap<string, ReadonlyMap<string, string> | Absent>;

/**
 * Facts by the names that people read. A list of objects has a part for each, called by its first field; any other
 * value has one part.
 */
export function factTexts(facts: Readonly<Record<string, unknown>>): FactTexts {
  const texts = new Map<string, ReadonlyMap<string, string> | Absent>();
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    if (isAbsent(value)) texts.set(name, value);
    else if (value instanceof Map) texts.set(name, value as ReadonlyMap<string, string>);
    else if (isListOfObjects(value)) texts.set(name, partsOf(value));
    else texts.set(name, new Map([['', valueText(value)]]));
  }
  return texts;
}

function isListOfObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
}

/** Of several of one name each has its number behind it. */
function partsOf(items: readonly object[]): Map<string, string> {
  const parts = new NamedTexts();
  for (const item of items) {
    const [[, first] = ['', ''], ...rest] = Object.entries(item);
    parts.add(valueText(first), valueText(Object.fromEntries(rest)));
  }
  return parts.texts;
}

/** Texts by names, which need not differ. */
export class NamedTexts {
  readonly texts = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  add(name: string, text: string): void {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    this.texts.set(count === 1 ? name : `${name} (${count})`, text);
  }
}

/** Plain data on one line: `soft 1024, hard 4096`, `yes`, `a, b`. */
export function valueText(value: unknown): string {
  if (isAbsent(value)) return '?';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map(itemText).join(', ');
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${wordsOf(name)} ${itemText(field)}`.trimEnd())
    .join(', ');
}

function itemText(value: unknown): string {
  const text = valueText(value);
  return typeof value === 'object' && value !== null && !isAbsent(value) ? `(${text})` : text;
}

/** `noNewPrivileges` as `no new privileges`. */
function wordsOf(name: string): string {
  return name.replaceAll('_', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
