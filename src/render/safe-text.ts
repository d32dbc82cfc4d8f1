/**
 * What must not reach a terminal as it is: control characters (C0, DEL, C1), line and paragraph
 * separators, marks that are not seen or change the direction of text, and lone surrogates, which stand for bytes
 * that are not UTF-8 (bytes/text.ts).
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of an archive on one line, with what could command a terminal made visible. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (char) => SHORT[char] ?? escapeUnits(char));
}

/** The same for text of several lines: line breaks and tabs stay. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE, (char) =>
    char === '\n' || char === '\t' ? char : (SHORT[char] ?? escapeUnits(char)),
  );
}

/**
 * The text that safeText printed, so that a name can be typed as it was shown. Text without such
 * escapes comes back as it is.
 */
export function parseSafeText(safe: string): string {
  return safe.replace(/\\(?:([nrt])|x([0-9a-f]{2})|u([0-9a-f]{4}))/g, (_, short, byte, unit) => {
    if (short !== undefined) return { n: '\n', r: '\r', t: '\t' }[String(short)] ?? '';
    if (unit !== undefined) return String.fromCharCode(parseInt(String(unit), 16));
    const value = parseInt(String(byte), 16);
    return String.fromCharCode(value < 0x80 ? value : 0xdc00 + value);
  });
}

function escapeUnits(char: string): string {
  return Array.from({ length: char.length }, (_, at) => escapeUnit(char.charCodeAt(at))).join('');
}

/** `\x` is a byte: of a control character of ASCII, or of what is not UTF-8. `\u` is a character. */
function escapeUnit(code: number): string {
  // A lone low surrogate U+DCxx is the byte xx.
  if (code >= 0xdc80 && code <= 0xdcff) return hexByte(code - 0xdc00);
  return code < 0x80 ? hexByte(code) : `\\u${code.toString(16).padStart(4, '0')}`;
}

function hexByte(value: number): string {
  return `\\x${value.toString(16).padStart(2, '0')}`;
}
