import { CheckpointError } from '../bytes/checkpoint-error.js';
import { parsedUrl, revealed } from './archive-name.js';
import { openSession } from './http/open-session.js';
import { openBytes, type RemoteBytes } from './opened-bytes.js';
import { isPinned } from './pins.js';
import { RangeThread } from './ranges/range-thread.js';
import { textOf } from './ranges/validator.js';
import type { Credentials, RemoteAccess } from './remote-access.js';
import { userOf } from './url-user.js';

export type OpenedUrl = RemoteBytes & { readonly close: () => void };

/**
 * Opens an archive on a server of the web, such as an object store.
 * @param name a URL, or what `archiveName` made of it
 */
export async function openUrl(name: string, access: RemoteAccess): Promise<OpenedUrl> {
  const url = parsedUrl(revealed(name));
  if (url === undefined) throw new CheckpointError('usage', `${name} is no URL`);
  const session = openSession(url, name, access, credentialsIn(url, name) ?? access.credentials);
  const thread = new RangeThread(session);
  const close = (): void => {
    thread.close();
    session.close();
  };
  try {
    const bytes = await openBytes(
      session,
      thread,
      withoutUser(url),
      { file: name },
      (validator) => {
        if (isPinned(access.pins, name, textOf(validator))) return;
        const why = 'it changed on the server since it was opened first';
        throw new CheckpointError('not-readable', why, { file: name });
      },
    );
    return {
      ...bytes,
      close: () => {
        if (bytes.kind === 'stream') bytes.drop();
        close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function credentialsIn(url: URL, file: string): Credentials | undefined {
  if (url.username === '') return undefined;
  const user = userOf(url);
  if (user !== undefined) return user;
  const why = 'the user or password in the URL has a % that is not written as %25';
  throw new CheckpointError('usage', why, { file });
}

function withoutUser(url: URL): URL {
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return plain;
}
