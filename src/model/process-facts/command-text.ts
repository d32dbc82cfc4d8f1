import type { Strings } from './argument-strings.js';

/** A command line as one text, and whether the process wrote over it. */
export interface CommandText {
  /** Arguments joined by blanks, without what pads them; empty when there are none. */
  readonly text: string;
  /**
   * `wiped`: there is room for arguments and nothing but NULs in it. `padded`: a shorter text was written
   * there, and NULs behind it. `none`: the process was started without arguments.
   */
  readonly state: 'intact' | 'wiped' | 'padded' | 'none';
}

/** An empty last argument is nothing unusual, two of them are. */
const USUAL_PADDING = 1;

export function commandTextOf({ entries, incomplete }: Strings): CommandText {
  const last = entries.findLastIndex((entry) => entry !== '');
  const told = entries.slice(0, last + 1);
  const padding = entries.length - told.length;
  if (told.length === 0) {
    const isUnknown = padding === 0 || incomplete !== undefined;
    return { text: '', state: isUnknown ? 'none' : 'wiped' };
  }
  const state = padding > USUAL_PADDING ? 'padded' : 'intact';
  return { text: (state === 'padded' ? told : entries).join(' '), state };
}
