import { crc32 } from '../crc32.js';
import { regexp, type FormMatch, type Judgement, type SecretKind } from '../secret-kind.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 6;

/**
 * The last six characters are the CRC32 of those before, without the prefix, in base 62 (GitHub's blog, "Behind
 * GitHub's new authentication token formats"; npm has the same).
 */
function judge({ secret }: FormMatch): Judgement {
  const body = secret.slice(secret.indexOf('_') + 1);
  const expected = base62(crc32(Buffer.from(body.slice(0, -CHECKSUM), 'latin1')));
  return expected === body.slice(-CHECKSUM)
    ? { check: 'valid', detail: 'its checksum agrees' }
    : { check: 'invalid', detail: 'its checksum does not agree' };
}

function base62(value: number): string {
  let text = '';
  for (let rest = value; text.length < CHECKSUM; rest = Math.floor(rest / 62)) {
    text = (DIGITS[rest % 62] ?? '') + text;
  }
  return text;
}

export const githubToken: SecretKind = {
  name: 'github-token',
  describe: 'Access token of GitHub',
  starts: [regexp('gh[pousr]_[A-Za-z0-9]{8}')],
  form: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/,
  judge,
};

export const npmToken: SecretKind = {
  name: 'npm-token',
  describe: 'Access token of npm',
  starts: [regexp('npm_[A-Za-z0-9]{8}')],
  form: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/,
  judge,
};
