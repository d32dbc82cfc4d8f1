/**
 * A line as sha256sum prints it and `sha256sum -c` reads it: with a backslash before it where the name holds
 * a backslash, a line feed or a carriage return, which are escaped then (GNU coreutils, md5sum.c).
 */
export function checksumLine(sha256: string, name: string): string {
  const escaped = name.replace(/[\\\n\r]/g, (char) => ESCAPES[char] ?? char);
  // A name of one dash would be standard input.
  const shown = name === '-' ? './-' : escaped;
  return `${escaped === name ? '' : '\\'}${sha256}  ${shown}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };
