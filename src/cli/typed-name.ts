import { CheckpointError } from '../bytes/checkpoint-error.js';
import { parseSafeText } from '../render/safe-text.js';

/**
 * Looks a name up as it was typed, and, if there is none, as the name that is printed like this: bytes
 * that are no text cannot be typed.
 */
export async function withTypedName<T>(
  typed: string,
  find: (name: string) => Promise<T>,
): Promise<T> {
  try {
    return await find(typed);
  } catch (error) {
    const name = parseSafeText(typed);
    const missing = error instanceof CheckpointError && error.code === 'not-found';
    if (!missing || name === typed) throw error;
    return await find(name);
  }
}
