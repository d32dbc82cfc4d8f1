import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isUntrusted, networkWords, Stalled, trustWords } from '../../remote/network-error.js';
import type { Service } from './service.js';

/** There is a connection, and no answer. */
export class NoAnswer extends CheckpointError {
  constructor({ name }: Service, { timeoutMs }: Stalled) {
    const seconds = Math.ceil(timeoutMs / 1000);
    super('network', `${name} has not answered for ${seconds} s; it may still be at work`);
  }
}

/** Of sockets of this machine. */
const LOCAL: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  EACCES: 'permission denied',
  ENOTSOCK: 'that is not a socket',
};

/** What kept an answer from coming, in words. */
export function networkError(service: Service, error: unknown): unknown {
  if (error instanceof CheckpointError || !(error instanceof Error)) return error;
  if (error instanceof Stalled) return new NoAnswer(service, error);
  const { name } = service;
  if (isUntrusted(error)) {
    const hint =
      '--certificate-authority names who signs it, --insecure-skip-tls-verify takes any for true';
    const why = `${name}: its certificate is not trusted (${trustWords(error)})`;
    return new CheckpointError('network', why, {}, hint);
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new CheckpointError('network', `${name}: ${LOCAL[code] ?? networkWords(error)}`);
}
