import { fieldsOf } from '../json-member.js';

/** A value of JSON. */
export type JsonTree =
  string | number | boolean | null | readonly JsonTree[] | { readonly [key: string]: JsonTree };

export interface Annotation {
  readonly name: string;
  /** As the file has it, whatever it holds. */
  readonly value: string;
  /** What it holds, if that is a JSON object or list. */
  readonly json?: JsonTree;
}

/** Deeper trees stay text, so whoever walks one needs no care. */
const MAX_DEPTH = 64;

/**
 * Annotations or labels of a JSON object, sorted by name. The names, which the specification wants to
 * be texts, may be forged: any other value is told as its JSON.
 */
export function sortedAnnotations(value: unknown): Annotation[] {
  return Object.entries(fieldsOf(value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => {
      const text = typeof content === 'string' ? content : jsonText(content);
      const json = parseTree(text);
      return { name, value: text, ...(json !== undefined && { json }) };
    });
}

/** Deeper values JSON.stringify cannot write in some engines, while JSON.parse takes any depth. */
const MOST_NESTED = 1000;

function jsonText(value: unknown): string {
  return isNestedBeyond(value, MOST_NESTED)
    ? 'JSON that is nested too deep'
    : JSON.stringify(value);
}

function isNestedBeyond(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}

/** The object or list that a text is the JSON of; undefined for any other text. */
export function parseTree(text: string): JsonTree | undefined {
  if (!/^\s*[[{]/.test(text) || isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as JsonTree;
  } catch {
    return undefined;
  }
}

/** Brackets in strings count too: such a text is no configuration either. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
