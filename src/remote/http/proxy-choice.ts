import { isIP } from 'node:net';
import { parsedUrl } from '../archive-name.js';
import { userOf } from '../url-user.js';
import { ProxyFailure } from './proxy-failure.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Before names that have no meaning to a proxy, because they mean whoever asks. */
const LOOPBACK = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/**
 * The proxy through which a URL is asked for, by curl's variables: https_proxy, http_proxy, all_proxy and no_proxy,
 * also in capitals. As with skopeo and podman, this machine itself is never asked through one.
 * @returns with user and password, where it has them; undefined without a proxy
 * @throws ProxyFailure when the variable has no URL of a proxy that HTTP is spoken with
 */
export function proxyFor(url: URL, environment: Environment = process.env): URL | undefined {
  const named = (name: string): string =>
    (environment[name] ?? '') || (environment[name.toUpperCase()] ?? '');
  if (LOOPBACK.test(url.hostname) || isExcepted(url, named('no_proxy'))) return undefined;
  const variable = [`${url.protocol.slice(0, -1)}_proxy`, 'all_proxy'].find(
    (name) => named(name) !== '',
  );
  if (variable === undefined) return undefined;
  const word = named(variable);
  const proxy = parsedUrl(/^[a-z0-9+.-]+:\/\//i.test(word) ? word : `http://${word}`);
  if (proxy === undefined || proxy.hostname === '') {
    throw new ProxyFailure(`${variable} is set to what is no URL of a proxy`);
  }
  if (!['http:', 'https:'].includes(proxy.protocol)) {
    const kind = proxy.protocol.slice(0, -1);
    throw new ProxyFailure(`${variable} names a proxy of ${kind}; only http and https are known`);
  }
  if (userOf(proxy) === undefined) {
    throw new ProxyFailure(
      `the user or password in ${variable} has a % that is not written as %25`,
    );
  }
  return proxy;
}

/** no_proxy: hosts, each with all below it, some with a port; `*` stands for all. */
function isExcepted({ hostname, protocol, port }: URL, exceptions: string): boolean {
  const host = plain(hostname);
  const usualPort = protocol === 'https:' ? '443' : '80';
  return exceptions
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .some((word) => {
      if (word === '*') return true;
      const [, name = word, wanted] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(word) ?? [];
      if (wanted !== undefined && wanted !== (port === '' ? usualPort : port)) return false;
      const domain = plain(name.replace(/^\*?\./, ''));
      return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
    });
}

function plain(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}
