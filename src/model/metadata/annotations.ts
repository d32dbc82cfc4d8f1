import { parseExactJson } from '../../criu/parse-json.js';
import { fieldsOf } from '../json-member.js';
import { jsonText } from '../json-text.js';

/** A value of JSON; integers that a number would not hold exactly are bigint. */
export type JsonTree =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly JsonTree[]
  | { readonly [key: string]: JsonTree };

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

/** The object or list that a text is the JSON of; undefined for any other text. */
export function parseTree(text: string): JsonTree | undefined {
  if (!/^\s*[[{]/.test(text) || isTooDeep(text)) return undefined;
  try {
    return parseExactJson(text) as JsonTree;
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
