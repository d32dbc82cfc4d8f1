import { decodeText } from '../../bytes/text.js';

/** How a line came to be known. */
export const LINE_STATES = ['listed', 'loose', 'typing', 'file'] as const;

/**
 * - `listed`: in the list of the program, in its order
 * - `loose`: like an entry of the list, but cut off from it
 * - `typing`: not yet entered
 * - `file`: of a history file
 */
export type LineState = (typeof LINE_STATES)[number];

/** A line that somebody typed, as the memory of a program has it. */
export interface TypedLine {
  /** What keeps such lists: `readline`, `libedit`, `zsh`, `busybox`. */
  readonly by: string;
  readonly state: Exclude<LineState, 'file'>;
  readonly line: string;
  /** Of its text. */
  readonly address: number;
  /** Seconds since 1970. */
  readonly time?: number;
}

/** Text of a line; undefined for what nobody can have typed. */
export function lineText(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  // Tabs, line feeds of commands over several lines, escapes that were quoted.
  return bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 27)
    ? decodeText(bytes)
    : undefined;
}
