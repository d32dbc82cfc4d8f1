/** Directories that everybody, or the user, may write to. */
const PLACES = /^\/(?:tmp|var\/tmp|dev\/shm|run|var\/run|proc\/[^/]+\/fd|home\/[^/]+|root)\//;

export function isWritablePlace(path: string): boolean {
  return PLACES.test(path);
}
