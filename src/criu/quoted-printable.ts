/** Longest encoded line, the `=` of a soft break included. */
const MAX_LINE = 76;

const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Quoted-printable text of bytes, laid out as Python's `quopri.encodestring` does it, since that is
 * what crit prints unix socket names with. Line ends that would not come back (a lone CR, or LF and
 * CRLF mixed) are escaped.
 */
export function encodeQuotedPrintable(bytes: Uint8Array): string {
  const text = encode(bytes, true);
  return sameBytes(decodeQuotedPrintable(text), bytes) ? text : encode(bytes, false);
}

/** The bytes of quoted-printable text; characters beyond ASCII are taken as UTF-8. */
export function decodeQuotedPrintable(text: string): Uint8Array {
  const joined = text.replace(/[ \t]+(?=\r?\n)/g, '').replace(/=[ \t]*\r?\n/g, '');
  const bytes: number[] = [];
  const encoded = Buffer.from(joined, 'utf8');
  for (let at = 0; at < encoded.length; at++) {
    const byte = encoded[at] ?? 0;
    const hex = encoded.toString('latin1', at + 1, at + 3);
    if (byte === EQUALS && /^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(parseInt(hex, 16));
      at += 2;
    } else {
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}

function encode(bytes: Uint8Array, breakLines: boolean): string {
  const firstBreak = bytes.indexOf(NEWLINE);
  const lineEnd = breakLines && firstBreak > 0 && bytes[firstBreak - 1] === RETURN ? '\r\n' : '\n';
  let text = '';
  let line = 0;
  const softBreak = (width: number) => {
    if (line + width < MAX_LINE) return;
    text += `=${lineEnd}`;
    line = 0;
  };
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (breakLines && (byte === NEWLINE || (byte === RETURN && next === NEWLINE))) {
      // A blank at the end of a line would be lost on the way.
      text = text.replace(/[ \t]$/, (blank) => escape(blank.charCodeAt(0))) + lineEnd;
      line = 0;
      if (byte === RETURN) at++;
    } else if (mustEscape(byte, next, line, breakLines)) {
      softBreak(3);
      text += escape(byte);
      line += 3;
    } else {
      if (next !== undefined && next !== NEWLINE) softBreak(1);
      text += String.fromCharCode(byte);
      line += 1;
    }
  }
  return text;
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
  if (byte === 0x2e) {
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
