import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Credentials, RemoteAccess } from '../remote-access.js';
import { tlsFor } from '../tls/certificates.js';
import { Session } from './session.js';

const TIMEOUT_MS = 30_000;
const RETRIES = 4;
const PAUSE_MS = 100;

/**
 * A session with the server of a URL.
 * @param file what is read, as it may be shown
 */
export function openSession(
  { origin, host, protocol }: URL,
  file: string,
  access: RemoteAccess,
  credentials: Credentials | undefined = access.credentials,
): Session {
  if (protocol === 'http:' && access.tlsVerify !== false) {
    const hint = '--tls-verify=false allows it';
    throw new CheckpointError('unsupported', 'http is not encrypted', { file }, hint);
  }
  return new Session({
    file,
    origin,
    ...(credentials !== undefined && { credentials }),
    tls: tlsFor(host, access),
    timeoutMs: access.timeoutMs ?? TIMEOUT_MS,
    retries: RETRIES,
    pauseMs: PAUSE_MS,
  });
}
