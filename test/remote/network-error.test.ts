import { describe, expect, test } from 'vitest';
import { networkError, trustWords } from '../../src/remote/network-error.js';

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('why a certificate is not trusted', () => {
  test.each([
    // As Node 20 has it, Node 26, and Bun.
    'self-signed certificate',
    'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    'self signed certificate',
  ])('is told in the same words by every runtime: %s', (message) => {
    const error = failure('DEPTH_ZERO_SELF_SIGNED_CERT', message);
    expect(trustWords(error)).toBe('self-signed certificate');
    expect(networkError(error, 'https://host/a.tar')).toMatchObject({
      code: 'network',
      message: expect.stringContaining('is not trusted (self-signed certificate)') as string,
    });
  });

  test('is told as the runtime does where that names the host', () => {
    const message =
      "Hostname/IP does not match certificate's altnames: Host: a. is not cert's CN: b";
    expect(trustWords(failure('ERR_TLS_CERT_ALTNAME_INVALID', message))).toBe(message);
  });
});
