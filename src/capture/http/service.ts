import type { Agent } from 'node:http';

/** Somebody who is asked over HTTP: where, and with what credentials. */
export interface Service {
  /** In messages: `the kubelet at https://node:10250`. */
  readonly name: string;
  /** `https://node:10250`, with the path that stands before every other and no slash at its end. */
  readonly base: string;
  /** A socket of this machine, to which the host of `base` means nothing. */
  readonly socketPath?: string;
  /** It knows of proxies and certificates; without one, `tls` tells. */
  readonly agent?: Agent;
  readonly tls?: TlsOptions;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes into a connection: as Node takes it, in PEM. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}
