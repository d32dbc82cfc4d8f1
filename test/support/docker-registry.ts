import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Scratch } from './scratch.js';

/** Whether it is there, with skopeo. In CI, where .ci/run installs both, tests fail without. */
export const hasDockerRegistry =
  process.env['CI'] !== undefined ||
  ['docker-registry', 'skopeo'].every((program) => {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });

export interface DockerRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  close(): Promise<void>;
}

/**
 * Debian's docker-registry (distribution 2.8) on the loopback, with its images in a folder of the test.
 * @param settings what its configuration has besides, in YAML
 */
export async function startDockerRegistry(
  scratch: Scratch,
  name: string,
  { http = '', others = '' } = {},
): Promise<DockerRegistry> {
  const config = scratch.file(
    `${name}/config.yml`,
    `version: 0.1
storage: { filesystem: { rootdirectory: ${scratch.path}/${name}/data } }
http: { addr: '127.0.0.1:0', secret: none${http} }
${others}
`,
  );
  const child = spawn('docker-registry', ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (host === undefined) continue;
    child.stderr.resume();
    const close = async (): Promise<void> => {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    };
    return { host, close };
  }
  throw new Error('docker-registry did not start');
}
