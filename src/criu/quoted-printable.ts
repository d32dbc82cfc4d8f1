/** Longest encoded line, the `=` of a soft break included. */
const MAX_LINE = 76;

const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const DOT = 0x2e;

/**
 * Quoted-printable text of bytes, laid out as Python's `quopri.encodestring` does it, since that is
 * what crit prints unix socket names with. It makes all line ends alike; where that would lose bytes
 * (LF and CRLF mixed), line ends are escaped.
 */
export function encodeQuotedPrintable(bytes: Uint8Array): string {
  const text = encode(bytes, true);
  return sameBytes(decodeQuotedPrintable(text), bytes) ? text : encode(bytes, false);
}

/** The bytes of quoted-printable text, as `quopri.decodestring` reads it. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const encoded = Buffer.from(text, 'utf8');
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at++) {
    const next = encoded[at + 1];
    if (encoded[at] !== EQUALS) {
      bytes[length++] = encoded[at] ?? 0;
    } else if (next === undefined || next === NEWLINE) {
      at += 1;
    } else if (next === RETURN && encoded[at + 2] === NEWLINE) {
      at += 2;
    } else {
      const hex = encoded.toString('latin1', at + 1, at + 3);
      const escaped = /^[0-9A-Fa-f]{2}$/.test(hex);
      bytes[length++] = escaped ? parseInt(hex, 16) : EQUALS;
      if (escaped) at += 2;
      else if (next === EQUALS) at += 1;
    }
  }
  return bytes.subarray(0, length);
}

function encode(bytes: Uint8Array, breakLines: boolean): string {
  const firstBreak = bytes.indexOf(NEWLINE);
  const lineEnd = breakLines && firstBreak > 0 && bytes[firstBreak - 1] === RETURN ? '\r\n' : '\n';
  const parts: string[] = [];
  let line = 0;
  const softBreak = (width: number) => {
    if (line + width < MAX_LINE) return;
    parts.push(`=${lineEnd}`);
    line = 0;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (breakLines && (byte === NEWLINE || (byte === RETURN && next === NEWLINE))) {
      const last = parts.at(-1);
      // A blank at the end of a line would be lost on the way.
      if (last === ' ' || last === '\t') parts[parts.length - 1] = escape(last.charCodeAt(0));
      parts.push(lineEnd);
      line = 0;
      if (byte === RETURN) at++;
    } else if (mustEscape(byte, next, line, breakLines)) {
      softBreak(3);
      parts.push(escape(byte));
      line += 3;
    } else {
      if (next !== undefined && next !== NEWLINE) softBreak(1);
      parts.push(String.fromCharCode(byte));
      line += 1;
    }
  }
  return parts.join('');
}

function mustEscape(
  byte: number,
  next: number | undefined,
  line: number,
  breakLines: boolean,
): boolean {
  if (byte > 126 || byte === EQUALS) return true;
  if (byte === 0x20 || byte === 0x09) return next === undefined;
  // A dot alone on its line would end a mail.
  if (byte === DOT) {
    return line === 0 && (next === undefined || next === NEWLINE || next === RETURN || next === 0);
  }
  if (byte === RETURN) return !breakLines;
  return byte < 0x20;
}

function escape(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
