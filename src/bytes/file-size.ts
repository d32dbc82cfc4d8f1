import { statSync } from 'node:fs';

/** Bytes of a regular file. Undefined of what is none, or cannot be looked at: whoever opens it tells why. */
export function fileSize(path: string): number | undefined {
  try {
    const found = statSync(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}
