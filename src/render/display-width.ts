import { eastAsianWidth } from 'get-east-asian-width';

/** Most text is this, and as wide as it is long. */
const ASCII = /^[\x20-\x7e]*$/;

/** Marks that sit on the character before them, and jamo that join it (as wcwidth has them). */
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\u1160-\u11ff]$/u;

/** Columns of a terminal that text takes which `safeText` made. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += widthOf(char);
  return width;
}

/** The beginning of a text, with `…` for the rest, in so many columns; the text itself if it fits. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const char of text) {
    width += widthOf(char);
    // One column is for the mark.
    if (width >= columns) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Blanks up to the width, to the right of the text or to its left. */
export function padToWidth(text: string, columns: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(columns - displayWidth(text), 0));
  return align === 'left' ? text + blanks : blanks + text;
}

function widthOf(char: string): number {
  return WITHOUT_WIDTH.test(char) ? 0 : eastAsianWidth(char.codePointAt(0) ?? 0);
}
