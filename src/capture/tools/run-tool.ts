import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { shortText } from '../http/answer.js';

/** The longest text that a tool's answer may be. */
const LONGEST = 16 * 1024 * 1024;

/**
 * What an engine's own tool prints.
 * @throws CheckpointError when there is no such tool, or it fails: with what it said
 */
export async function runTool(tool: string, args: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    execFile(tool, args, { maxBuffer: LONGEST }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(toolError(tool, args, error, stderr));
    });
  });
}

/** The same as bytes, while they come. */
export async function* streamTool(
  tool: string,
  args: readonly string[],
): AsyncGenerator<Uint8Array> {
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  // Waited for below; a failure may come before.
  closed.catch(() => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < LONGEST) said += text;
  });
  try {
    yield* child.stdout as AsyncIterable<Uint8Array>;
    const [code] = (await closed) as [number | null];
    if (code !== 0) throw toolError(tool, args, new Error(`exit code ${code ?? 'unknown'}`), said);
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw toolError(tool, args, error as Error, said);
  } finally {
    child.kill();
  }
}

function toolError(
  tool: string,
  args: readonly string[],
  error: Error,
  said: string,
): CheckpointError {
  if ('code' in error && error.code === 'ENOENT') {
    return new CheckpointError(
      'unsupported',
      `there is no ${tool} on the PATH: this takes it, on the machine that the container runs on`,
    );
  }
  const words = shortText(said) || error.message;
  return new CheckpointError('not-readable', `${tool} ${args.join(' ')} failed: ${words}`);
}
