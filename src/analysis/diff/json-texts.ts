import { jsonText } from '../../model/json-text.js';
import { NamedTexts } from './fact-texts.js';

/** Fields that name an object in a list, the best first. */
const NAMES = ['destination', 'name', 'path', 'type', 'id', 'key'];

/** Deepest nesting that is taken apart; an engine's files have a few levels. */
const MAX_DEPTH = 16;

/**
 * JSON as texts by the way to them: `linux.resources.memory.limit`. An item of a list stands for itself, wherever in
 * the list it is: what is new in the middle changes nothing of what follows.
 */
export function jsonTexts(value: unknown): ReadonlyMap<string, string> {
  const texts = new NamedTexts();
  addTexts(texts, '', value, 0);
  return texts.texts;
}

function addTexts(texts: NamedTexts, path: string, value: unknown, depth: number): void {
  if (value === null || typeof value !== 'object' || depth > MAX_DEPTH) {
    texts.add(
      path,
      typeof value === 'string' || typeof value === 'bigint' ? String(value) : jsonText(value),
    );
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) addItem(texts, path, item, depth);
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    addTexts(texts, path === '' ? key : `${path}.${key}`, field, depth + 1);
  }
}

function addItem(texts: NamedTexts, path: string, item: unknown, depth: number): void {
  if (item === null || typeof item !== 'object') {
    texts.add(`${path}[${String(item)}]`, '');
    return;
  }
  const fields = item as Readonly<Record<string, unknown>>;
  const name = NAMES.map((key) => fields[key]).find((each) => typeof each === 'string');
  addTexts(texts, `${path}[${typeof name === 'string' ? name : ''}]`, item, depth + 1);
}
