/**
 * What must not reach a terminal as it is: control characters (C0, DEL, C1), line and paragraph
 * separators, marks that change the direction of text, and lone surrogates, which stand for bytes
 * that are not UTF-8 (bytes/text.ts).
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of an archive on one line, with what could command a terminal made visible. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? escapeChar(char.charCodeAt(0)));
}

/** The same for text of several lines: line breaks and tabs stay. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE, (char) =>
    char === '\n' || char === '\t' ? char : (SHORT[char] ?? escapeChar(char.charCodeAt(0))),
  );
}

function escapeChar(code: number): string {
  // A lone low surrogate U+DCxx is the byte xx.
  if (code >= 0xdc80 && code <= 0xdcff) return hexByte(code - 0xdc00);
  return code <= 0xff ? hexByte(code) : `\\u${code.toString(16).padStart(4, '0')}`;
}

function hexByte(value: number): string {
  return `\\x${value.toString(16).padStart(2, '0')}`;
}
