import { CheckpointError, type Place } from '../bytes/checkpoint-error.js';

/** A server that says nothing for too long. */
export class Stalled extends Error {
  constructor(readonly timeoutMs: number) {
    super(`the server said nothing for ${timeoutMs / 1000} s`);
  }
}

/** Codes of Node's after which the same request may succeed. */
const PASSING = ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'];

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the host does not answer',
};

/** Codes of OpenSSL's verification, as Node and Bun have them. */
const UNTRUSTED =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** The words of OpenSSL, of BoringSSL (Bun) and of Node 26, which adds advice on its own options, differ. */
const TRUST_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in its chain',
  UNABLE_TO_GET_ISSUER_CERT: 'who signed it is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'who signed it is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'who signed it is unknown',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
};

const NO_TLS = /^(?:EPROTO|ERR_SSL_|ERR_TLS_PROTOCOL)|wrong version number/;

/** Whether a connection was cut, rather than refused. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return PASSING.includes(code) || (error instanceof Error && error.message === 'aborted');
}

export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(codeOf(error));
}

/** Why a certificate is not trusted. */
export function trustWords(error: Error): string {
  return TRUST_WORDS[codeOf(error)] ?? firstLine(error.message);
}

/** Whether a server does not speak TLS, as far as it can be told. */
export function isWithoutTls({ cause }: Error): boolean {
  return saysNoTls(cause) || ['ECONNREFUSED', 'ECONNRESET'].includes(codeOf(cause));
}

/** @param file what was asked for, as it may be shown */
export function networkError(error: unknown, file: string, offset?: number): unknown {
  if (error instanceof CheckpointError || !(error instanceof Error)) return error;
  const place = { file, ...(offset !== undefined && { offset }) };
  const told = inWords(error, place);
  told.cause = error;
  return told;
}

function inWords(error: Error, place: Place): CheckpointError {
  if (isUntrusted(error)) {
    const hint = '--cert-dir DIR trusts the CAs in it, --tls-verify=false any';
    const why = `the certificate of the server is not trusted (${trustWords(error)})`;
    return new CheckpointError('network', why, place, hint);
  }
  const hint = saysNoTls(error) ? 'with --tls-verify=false it may be asked without' : undefined;
  return new CheckpointError('network', networkWords(error), place, hint);
}

/** What happened to a connection. */
export function networkWords(error: Error): string {
  if (saysNoTls(error)) return 'the server does not speak TLS';
  return WORDS[codeOf(error)] ?? firstLine(error.message);
}

function saysNoTls(error: unknown): boolean {
  return NO_TLS.test(codeOf(error)) || (error instanceof Error && NO_TLS.test(error.message));
}

function codeOf(error: unknown): string {
  const { code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return typeof code === 'string' ? code : '';
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}
