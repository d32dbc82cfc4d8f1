/** So many bytes are written, or unpacked, in a fraction of a second. */
const BETWEEN = 4 * 1024 * 1024;

let since = 0;

/**
 * Lets signals in every few megabytes: where bytes are copied or unpacked without a pause, a program that
 * wants to be told of signals would not hear of them.
 * @param bytes that were copied, or what else took as long
 */
export async function hearSignals(bytes: number): Promise<void> {
  since += bytes;
  if (since < BETWEEN) return;
  since = 0;
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
