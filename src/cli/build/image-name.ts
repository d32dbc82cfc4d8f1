import { UsageError } from '../usage-error.js';

/** What stands before the name of an image in a registry (containers-transports(5)). */
export const REGISTRY = 'docker://';

/** A reference without a digest, as registries and engines take it (distribution, reference/reference.go). */
const NAME =
  /^(?:(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:)|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$/;

/**
 * What an image is to be called: with the tag `latest` where none is given.
 * @param word with `docker://` before it, it is also where it goes to
 * @throws UsageError
 */
export function parseImageName(word: string): string {
  if (word.startsWith(REGISTRY)) return REGISTRY + parseImageName(word.slice(REGISTRY.length));
  if (!NAME.test(word)) {
    throw new UsageError(
      `invalid image name: ${word} (give one such as counter:latest, in small letters)`,
    );
  }
  return /:[^/]*$/.test(word) ? word : `${word}:latest`;
}
