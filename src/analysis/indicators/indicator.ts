import type { SecretPlace } from '../secrets/found-secret.js';

/** Something by which others can know the same attacker, or the same software. */
export interface Indicator {
  /** `url`, `domain`, `ipv4`, `sha256` ... */
  readonly type: string;
  readonly value: string;
  /** Whether a checksum or a list of public suffixes agrees; of others there is nothing but the form. */
  readonly isProved: boolean;
  /** Of addresses: whether it means nothing outside of a network. */
  readonly isPrivate: boolean;
  /** Whether it stands in much software: standards, documentation, certificates. */
  readonly isNoise: boolean;
  readonly count: number;
  readonly places: readonly SecretPlace[];
  /** Sockets whose other end it is. */
  readonly peerOf: readonly IndicatorSocket[];
}

export interface IndicatorSocket {
  readonly pid: number;
  readonly fd: number;
  readonly port: number;
}
