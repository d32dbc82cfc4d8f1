/**
 * Where a text stops being JSON (RFC 8259): each engine tells that in words of its own, or not at all.
 * @returns the position of the first character that cannot be there, the text's length where it ends too soon,
 *   and undefined of what is JSON
 */
export function findJsonFault(text: string): number | undefined {
  /** Closing brackets of what is open. */
  const open: string[] = [];
  let wanted: 'value' | 'first' | 'name' | 'colon' | 'next' = 'value';
  for (let at = skipSpace(text, 0); ; at = skipSpace(text, at)) {
    const close = open.at(-1);
    if (wanted === 'next' && close === undefined) return at === text.length ? undefined : at;
    const character = text.charAt(at);
    const mayClose = wanted === 'next' || wanted === 'first';
    if (mayClose && character === close) {
      open.pop();
      wanted = 'next';
      at++;
    } else if (wanted === 'next' || wanted === 'colon') {
      if (character !== (wanted === 'next' ? ',' : ':')) return at;
      wanted = wanted === 'next' && close === '}' ? 'name' : 'value';
      at++;
    } else if (wanted === 'name' || (wanted === 'first' && close === '}')) {
      if (character !== '"') return at;
      const end = endOfString(text, at);
      if (end < 0) return -end;
      wanted = 'colon';
      at = end;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      wanted = 'first';
      at++;
    } else {
      const end = character === '"' ? endOfString(text, at) : endOfWord(text, at);
      if (end < 0) return -end;
      if (end === at) return at;
      wanted = 'next';
      at = end;
    }
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (' \t\n\r'.includes(text.charAt(at)) && at < text.length) at++;
  return at;
}

/** @returns where the text goes on behind it; where it is wrong, that place with a minus */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -at;
    if (code !== 0x5c) continue;
    at++;
    const escaped = text.charAt(at);
    if (escaped === 'u') {
      for (const last = at + 4; at < last;) {
        if (!/[0-9a-f]/i.test(text.charAt(++at))) return -Math.min(at, text.length);
      }
    } else if (at < text.length && !'"\\/bfnrt'.includes(escaped)) return -at;
  }
  return -text.length;
}

const WORDS = ['true', 'false', 'null'];

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** Of a number, or of a word; its start for what is neither, and the end with a minus for one that is cut off. */
function endOfWord(text: string, start: number): number {
  const rest = text.slice(start, start + 5);
  const isCut = start + rest.length === text.length;
  for (const word of WORDS) {
    if (rest.startsWith(word)) return start + word.length;
    if (isCut && word.startsWith(rest)) return -text.length;
  }
  NUMBER.lastIndex = start;
  const end = NUMBER.test(text) ? NUMBER.lastIndex : start;
  // Behind the whole part of a number that is cut off stands what would go on with it.
  return /^(?:-|\.|[eE][+-]?)$/.test(text.slice(end)) ? -text.length : end;
}
