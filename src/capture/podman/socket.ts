import { statSync } from 'node:fs';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Service } from '../http/service.js';

/** Podman 4 and 5 answer to this version of the API of libpod. */
const API = 'v4.0.0/libpod';

/**
 * Podman's service behind a socket of this machine.
 * @param named `unix:///run/podman/podman.sock` or a path; without, CONTAINER_HOST, the user's own or root's
 * @throws CheckpointError when there is no such socket
 */
export function podmanService(named: string | undefined): Service {
  const { CONTAINER_HOST: host } = process.env;
  const socketPath = pathOf(named ?? (host === '' ? undefined : host)) ?? usualSocket();
  if (!isSocket(socketPath)) {
    throw new CheckpointError(
      'not-found',
      `Podman does not listen at ${socketPath}: \`systemctl start podman.socket\` or \`podman system service\` has it do so; --url names another socket`,
    );
  }
  return { name: `Podman at ${socketPath}`, base: `http://podman/${API}`, socketPath };
}

function pathOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const [, scheme, rest = ''] = /^([a-z]+):(.*)$/.exec(address) ?? [];
  if (scheme === undefined) return address;
  if (scheme === 'unix') return rest.replace(/^\/\/(?=\/)/, '');
  throw new CheckpointError(
    'unsupported',
    `${address} is not a socket of this machine: \`ssh -L /tmp/podman.sock:/run/podman/podman.sock HOST\` brings one here`,
  );
}

/** Root's, or where the user's own Podman listens. */
function usualSocket(): string {
  const { XDG_RUNTIME_DIR: runtime } = process.env;
  const own = runtime === undefined || runtime === '' ? undefined : `${runtime}/podman/podman.sock`;
  if (process.getuid?.() !== 0 && own !== undefined && isSocket(own)) return own;
  return '/run/podman/podman.sock';
}

/** One that may not be looked at is tried. */
function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
