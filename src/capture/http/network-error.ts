import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Service } from './service.js';

const UNKNOWN_AUTHORITY =
  'its certificate is from no authority that is known here: name that with --certificate-authority, or trust it blindly with --insecure-skip-tls-verify';

/** By the codes of Node's errors: those of the system, and OpenSSL's of certificates. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'no connection came about',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied',
  ENOTSOCK: 'that is not a socket',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  EPROTO: 'it does not speak TLS as we do',
};

/** There is a connection, and no answer. */
export class NoAnswer extends CheckpointError {
  constructor({ name }: Service, patience: number) {
    const seconds = Math.ceil(patience / 1000);
    super('not-readable', `${name} has not answered for ${seconds} s; it may still be at work`);
  }
}

/** What kept an answer from coming, in words. */
export function networkError(service: Service, error: Error): CheckpointError {
  if (error instanceof CheckpointError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = REASONS[code] ?? error.message;
  return new CheckpointError('not-readable', `${service.name}: ${reason}`);
}
