import { OutputFile, type OutputFileOptions } from '../write/output-file.js';
import type { Output } from './output.js';

/** Names of standard output, which leads elsewhere than to a file of that name. */
const STANDARD_OUTPUT = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

/**
 * Writes a file that the user named, or standard output without one or for `-`. The file is new and
 * readable by its owner only; when `use` fails, nothing is left of it. A link is never followed.
 * @throws CheckpointError when there is such a file already, or the system refuses
 */
export async function withOutputFile<T>(
  path: string | undefined,
  output: Output,
  options: OutputFileOptions,
  use: (output: Output) => Promise<T>,
): Promise<T> {
  if (path === undefined || STANDARD_OUTPUT.includes(path)) return await use(output);
  const file = new OutputFile(path, options);
  try {
    const result = await use(file);
    await file.finish();
    return result;
  } catch (error) {
    throw await file.abandon(error);
  }
}
