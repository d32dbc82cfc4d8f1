import { readFileSync } from 'node:fs';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { withoutUndefined } from '../../model/without-undefined.js';
import type { Kubelet } from './kubelet.js';

/** How the kubelet itself is to be asked; files are in PEM, as kubectl takes them. */
export interface DirectAccess {
  readonly url: string;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly authority?: string | undefined;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly insecure: boolean;
}

/** @throws CheckpointError when a file cannot be read, or the address is none */
export function directKubelet(access: DirectAccess): Kubelet {
  const url = parseUrl(access.url);
  const token = access.token ?? optionalText(access.tokenFile)?.trim();
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new CheckpointError('usage', 'a bearer token is one word of ASCII characters');
  }
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  const tls = withoutUndefined({
    ca: optionalText(access.authority),
    cert: optionalText(access.certificate),
    key: optionalText(access.key),
    rejectUnauthorized: access.insecure ? false : undefined,
  });
  const service = {
    name: `the kubelet at ${base}`,
    base,
    tls,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
  return { service, through: 'kubelet', node: url.hostname };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new CheckpointError('usage', `${text} is not like https://HOST:10250`);
  }
  // Of a URL without a port 443 is meant, where no kubelet listens.
  if (url.port === '' && !/^https:\/\/[^/]*:443(\/|$)/.test(text)) url.port = '10250';
  return url;
}

function optionalText(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('open', path, error);
  }
}
