import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Set by the bundler. */
declare const BUNDLED: boolean;

/** Whether this is the source, of which nothing was built. */
export function isSource(): boolean {
  return typeof BUNDLED === 'undefined';
}

/**
 * Where a file that is built along with the bundle of this would be, which in the one-file program is inside it.
 * Undefined where the library was put into a bundle of others that knows of no files.
 */
export function besideBundle(name: string): string | undefined {
  const here = import.meta.url as string | undefined;
  if (here === undefined) return undefined;
  return join(dirname(here.startsWith('file:') ? fileURLToPath(here) : here), name);
}
