import { createHmac, randomBytes } from 'node:crypto';

/** Digits of a fingerprint: 64 bits tell apart all secrets of all memories. */
const DIGITS = 16;

/** Makes equal fingerprints for equal secrets, which nobody without the key can guess secrets by. */
export class Fingerprints {
  private readonly key: Uint8Array;

  /** @param salt the same in several runs, whose fingerprints are to be compared; random without one */
  constructor(salt?: string) {
    this.key = salt === undefined ? randomBytes(32) : Buffer.from(salt);
  }

  of(secret: string): string {
    return createHmac('sha256', this.key).update(secret).digest('hex').slice(0, DIGITS);
  }
}

/** Of shorter ones even six characters would tell too much. */
const SHORT = 12;

/** The first four characters and the last two. */
export function redact(secret: string): string {
  return secret.length < SHORT ? '…' : `${secret.slice(0, 4)}…${secret.slice(-2)}`;
}
