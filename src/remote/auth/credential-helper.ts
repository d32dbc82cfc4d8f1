import { execFile } from 'node:child_process';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Credentials } from '../remote-access.js';

/** It may have to ask the user. */
const PATIENCE = 60_000;

/** What docker's helpers say when they have none for a server. */
const NONE = /credentials not found|no credentials server URL|no credentials username/;

/**
 * Asks a `docker-credential-NAME` for the credentials of a server (docker/docker-credential-helpers).
 * @param file that names the helper
 */
export async function askHelper(
  name: string,
  server: string,
  file: string,
): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(name)) {
    throw new CheckpointError('invalid-json', 'names a credential helper with a path', { file });
  }
  const program = `docker-credential-${name}`;
  const answer = await run(program, server, file);
  if (answer === undefined) return undefined;
  const { Username: user, Secret: secret } = parse(answer);
  if (typeof user !== 'string' || typeof secret !== 'string') {
    // What it says instead may be a secret.
    throw failure(`${program} gives no credentials as the protocol wants them`, file);
  }
  return user === '<token>' ? { identityToken: secret } : { user, password: secret };
}

function run(program: string, server: string, file: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { timeout: PATIENCE }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (NONE.test(stdout) || NONE.test(stderr)) resolve(undefined);
      else if (error.code === 'ENOENT') reject(failure(`${program} is not there`, file));
      else reject(failure(`${program} failed (${reasonOf(stdout, stderr)})`, file));
    });
    // One that reads nothing is told by how it ends.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(`${server}\n`);
  });
}

function reasonOf(stdout: string, stderr: string): string {
  const [line = ''] = (stderr.trim() === '' ? stdout : stderr).trim().split('\n');
  return line === '' ? 'it says nothing' : line.slice(0, 200);
}

function parse(answer: string): Readonly<Record<string, unknown>> {
  try {
    const json = JSON.parse(answer) as unknown;
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function failure(sentence: string, file: string): CheckpointError {
  return new CheckpointError('not-readable', sentence, { file });
}
