import { X509Certificate } from 'node:crypto';
import { publicKeyOf } from '../public-key.js';
import { regexp, type SecretKind } from '../secret-kind.js';

/** No secret, but it tells what a private key is for. */
export const certificate: SecretKind = {
  name: 'certificate',
  describe: 'Certificate of a private key that was found as well',
  starts: [regexp('-----BEGIN CERTIFICATE-----')],
  form: /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{64,}-----END CERTIFICATE-----/,
  reach: 8192,
  judge({ whole }) {
    const parsed = parse(whole);
    if (parsed === undefined) return undefined;
    const { subject, validFrom, validTo, publicKey } = parsed;
    const detail = `certificate of ${subject.replace(/\n/g, ', ')}, ${dayOf(validFrom)} to ${dayOf(validTo)}`;
    const { sha256 } = publicKeyOf(publicKey);
    return { check: 'valid', detail, publicKey: sha256, isCompanion: true };
  },
};

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function dayOf(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString().slice(0, 10);
}
