/** Below this a stream is never taken for a bomb. */
const HARMLESS = 1024 ** 3;
const BOMB_RATIO = 200;

/**
 * Bytes that may come out of something, unless the user set a limit.
 * @param taken bytes that went in
 */
export function unpackLimit(maxUnpacked: number | undefined, taken: number): number {
  return maxUnpacked ?? Math.max(HARMLESS, BOMB_RATIO * taken);
}
