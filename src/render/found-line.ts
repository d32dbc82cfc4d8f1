import { decodeAs } from '../search/pattern/decode-text.js';
import type { Encoding } from '../search/pattern/encodings.js';
import { displayWidth } from './display-width.js';
import { safeText } from './safe-text.js';

/** A match and what stands on either side of it. */
export interface LineParts {
  readonly left: string;
  readonly match: string;
  readonly right: string;
}

/** Stands for what is left out. */
const CUT = '…';

/** What a line cannot have in it: control characters, and bytes that are no text. */
const LINE_END = /[\u0000-\u001f\u007f\ud800-\udfff\ufffd]/u;

/** Characters have no more than four bytes in any encoding. */
const MAX_CHARACTER = 4;

/** Bytes on either side of a match that hold so many characters, and one more: then it is known to be cut. */
export function lineBytes(width: number): number {
  return (width + 2) * MAX_CHARACTER;
}

export function hasLineEnd(bytes: Uint8Array, encoding: Encoding): boolean {
  return LINE_END.test(decodeAs(bytes, encoding));
}

/**
 * A match with the rest of its line, in at most `width` columns: the match comes first, and the sides have
 * what it leaves, each at least half of that. An ellipsis stands for what is cut.
 * @param left decoded text before the match, as is `right` behind it; they may go beyond the line
 */
export function fitLine({ left, match, right }: LineParts, width: number): LineParts {
  const before = safeText(left.split(LINE_END).at(-1) ?? '');
  const behind = safeText(right.split(LINE_END)[0] ?? '');
  const hit = safeText(match);
  const room = width - displayWidth(hit);
  const [needsLeft, needsRight] = [displayWidth(before), displayWidth(behind)];
  if (room >= needsLeft + needsRight) return { left: before, match: hit, right: behind };
  const [cutLeft, cutRight] = [needsLeft === 0 ? '' : CUT, needsRight === 0 ? '' : CUT];
  if (room < cutLeft.length + cutRight.length) {
    // An ellipsis at the end of the match stands for what is behind it as well.
    return { left: cutLeft, match: cutEnd(hit + behind, width - cutLeft.length), right: '' };
  }
  const half = Math.floor(room / 2);
  const roomLeft = Math.max(half, room - needsRight);
  const roomRight = Math.max(room - half, room - needsLeft);
  return { left: cutBegin(before, roomLeft), match: hit, right: cutEnd(behind, roomRight) };
}

/** One piece of safe text: a character, or the escape of one. */
const PIECE = /\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrt]|[^]/gu;

function piecesOf(text: string): readonly string[] {
  return text.match(PIECE) ?? [];
}

function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return fitting(piecesOf(text), width - CUT.length).join('') + CUT;
}

function cutBegin(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const pieces = fitting([...piecesOf(text)].reverse(), width - CUT.length);
  return CUT + [...pieces].reverse().join('');
}

function fitting(pieces: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = pieces.findIndex((piece) => (used += displayWidth(piece)) > width);
  return end === -1 ? pieces : pieces.slice(0, end);
}
