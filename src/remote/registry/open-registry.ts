import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { findCredentials } from '../auth/auth-files.js';
import { openSession } from '../http/open-session.js';
import type { Session } from '../http/session.js';
import { isWithoutTls } from '../network-error.js';
import { RangeThread } from '../ranges/range-thread.js';
import type { RemoteAccess } from '../remote-access.js';
import type { ImageReference } from './reference.js';
import { Repository } from './repository.js';

/** Names under which docker's registry is known, and where it is. */
const DOCKER_HOST = 'registry-1.docker.io';

/** A session with the registry of an image. */
export async function registrySession(
  { host, repository }: ImageReference,
  file: string,
  access: RemoteAccess,
): Promise<Session> {
  const credentials =
    access.credentials ?? (await findCredentials(host, repository, access.authFile));
  const authority = host === 'docker.io' ? DOCKER_HOST : host;
  const at = (scheme: string): Session =>
    openSession(new URL(`${scheme}://${authority}`), file, access, credentials);
  const secure = at('https');
  if (access.tlsVerify !== false || (await speaksTls(secure, authority))) return secure;
  secure.close();
  return at('http');
}

export async function openRepository(
  image: ImageReference,
  file: string,
  access: RemoteAccess,
): Promise<{ readonly repository: Repository; readonly close: () => void }> {
  const session = await registrySession(image, file, access);
  const thread = new RangeThread(session);
  const close = (): void => {
    thread.close();
    session.close();
  };
  return { repository: new Repository(session, thread, image, file), close };
}

/** Only who may do without TLS has to find out. */
async function speaksTls(session: Session, authority: string): Promise<boolean> {
  try {
    const answer = await session.ask({ method: 'GET', url: new URL(`https://${authority}/v2/`) });
    await answer.body.skip();
    return true;
  } catch (error) {
    if (error instanceof CheckpointError && isWithoutTls(error)) return false;
    throw error;
  }
}
