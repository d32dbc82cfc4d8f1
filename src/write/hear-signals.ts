/** So many bytes are written in a fraction of a second. */
const BETWEEN = 4 * 1024 * 1024;

let since = 0;

/**
 * Lets signals in every few megabytes: while bytes are copied without a pause nobody would hear of them,
 * and the program could not be interrupted.
 * @param bytes that were written, or what else took as long
 */
export async function hearSignals(bytes: number): Promise<void> {
  since += bytes;
  if (since < BETWEEN) return;
  since = 0;
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
