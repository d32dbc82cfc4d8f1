import { CheckpointError } from '../../bytes/checkpoint-error.js';

/** Characters of a pattern that an error shows. */
const SHOWN = 80;

export function invalidPattern(text: string, sentence: string): CheckpointError {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return new CheckpointError('usage', `invalid pattern "${shown}": ${sentence}`);
}
