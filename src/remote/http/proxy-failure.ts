import { isPassing, networkWords, Stalled } from '../network-error.js';

/** What a proxy did, or the variable that names it; the server behind it was not reached. Tells no password. */
export class ProxyFailure extends Error {}

/** Proxy Authentication Required (RFC 9110, 15.5.8). */
export const WANTS_CREDENTIALS = 407;

/** @param status what the proxy answers for itself */
export function proxyAnswered(proxy: URL, status: number): ProxyFailure {
  if (status !== WANTS_CREDENTIALS) {
    return new ProxyFailure(
      `${nameOf(proxy)} does not connect to the server: it answers ${status}`,
    );
  }
  const isNew = proxy.username === '';
  const what = isNew ? 'wants credentials' : 'does not take these credentials';
  const hint = isNew ? ', as in http://USER:PASSWORD@HOST:PORT' : '';
  return new ProxyFailure(`${nameOf(proxy)} ${what} (407)${hint}`);
}

/** What happened to the connection with a proxy; what may pass is left as it is. */
export function proxyError(proxy: URL, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Stalled || isPassing(error)) return error;
  return new ProxyFailure(`${nameOf(proxy)}: ${networkWords(error)}`);
}

function nameOf({ protocol, host }: URL): string {
  return `the proxy ${protocol}//${host}`;
}
