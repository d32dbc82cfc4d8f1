import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { withExpiry } from '../../../src/analysis/secrets/expiry.js';
import { findSecrets } from '../../../src/analysis/secrets/find-secrets.js';
import type { FoundSecret } from '../../../src/analysis/secrets/found-secret.js';
import { SEARCH_KINDS } from '../../../src/analysis/search/search-checkpoint.js';
import { madeCheckpoint } from '../../support/made-checkpoint.js';
import { apart, FIRST_PAGE, memoryOf } from '../../support/memory-of.js';
import { PAGE } from '../../support/memory-images.js';

const START = FIRST_PAGE * PAGE;

async function secretsIn(bytes: Uint8Array): Promise<readonly FoundSecret[]> {
  const parts = { kinds: new Set(SEARCH_KINDS), filter: {}, threads: 0 };
  return (await findSecrets(memoryOf(bytes), parts)).secrets;
}

const addressesOf = ({ places }: FoundSecret) =>
  places.map(({ where }) =>
    where.kind === 'memory' ? Number(where.owners[0]?.address) - START : undefined,
  );

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** GitHub revoked it; the last six characters are the checksum of the thirty before. */
const GITHUB = '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';
const JWT = `${base64url({ alg: 'RS256' })}.${base64url({
  sub: 'system:serviceaccount:shop:cart',
  exp: 1700000000,
  'kubernetes.io': { namespace: 'shop', serviceaccount: { name: 'cart' }, pod: { name: 'cart-1' } },
})}.c2lnbmF0dXJl`;
const HASH = `$6$saltsalt$${'k'.repeat(86)}`;
const FINE = `github_pat_${'b'.repeat(22)}_${'C3'.repeat(29)}d`;
const SLACK = ['xoxb', '237701385063', '658490910673', 'l61TPranok8EccbNmHLnjxXh'].join('-');
const AWS_SECRET = 'NIxa03CRXDrvZKFFyMdW4vehjp9y+3vmoKrQ1iKP';
/** openssl req -x509 of a key of P-256; another certificate of a key that is not here. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgioELbE2DJzutSCT4
6a/p9kT8q0LVrvRs3gpjY/BuyoOhRANCAATa/YZDw3Gk+k6FA8gPnC0SJLMbuMik
0eJL6V265AR+PqPmPzWxxfW326ZEDMFHoP+xTKKl3mpoFbMLADTFp0pl
-----END PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmTCCAT6gAwIBAgIBATAKBggqhkjOPQQDAjArMRcwFQYDVQQDDA5kYi5leGFt
cGxlLmNvbTEQMA4GA1UECgwHRXhhbXBsZTAeFw0yNjExMjYxNDQwMjlaFw0zNjEx
MjMxNDQwMjlaMCsxFzAVBgNVBAMMDmRiLmV4YW1wbGUuY29tMRAwDgYDVQQKDAdF
eGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2v2GQ8NxpPpOhQPID5wt
EiSzG7jIpNHiS+lduuQEfj6j5j81scX1t9umRAzBR6D/sUyipd5qaBWzCwA0xadK
ZaNTMFEwHQYDVR0OBBYEFEXB/9Hoep14zKufV8eaZJTan+f9MB8GA1UdIwQYMBaA
FEXB/9Hoep14zKufV8eaZJTan+f9MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E
AwIDSQAwRgIhANnoUZbrt4E8FgKn5MCYlIiHQQeerta9xAwIQTFz3CFsAiEArBi+
IW6lkYWF4olRTIOv0NQQGm6RtlskA6lso0OsJOo=
-----END CERTIFICATE-----
`;
const OTHER = `-----BEGIN CERTIFICATE-----
MIIBOTCB7KADAgECAgECMAUGAytlcDAcMRowGAYDVQQDDBFvdGhlci5leGFtcGxl
LmNvbTAeFw0yNjExMjYxNDQwMzBaFw0zNjExMjMxNDQwMzBaMBwxGjAYBgNVBAMM
EW90aGVyLmV4YW1wbGUuY29tMCowBQYDK2VwAyEA/gVQpoTcXzekvsYjNbBy3dXC
jgRFsT4xUprzg9sP7YqjUzBRMB0GA1UdDgQWBBSGkdVbwufafLSl/Gnab5EMJeXh
sjAfBgNVHSMEGDAWgBSGkdVbwufafLSl/Gnab5EMJeXhsjAPBgNVHRMBAf8EBTAD
AQH/MAUGAytlcANBAFH3+Kwvk1tUHC93MpJtybulhLIGOoGzK9dfEaBtqKlmDZxl
lZFGmkuiS969qdszNiTbUrEfGCBEEVi+sNc2FQA=
-----END CERTIFICATE-----
`;
const DOCKER = Buffer.from('ci:Xk29-mm').toString('base64');

test('each kind is told with its check, what the check told, and where it is', async () => {
  const texts: readonly (readonly [
    text: string,
    kind: string,
    check: string,
    secret: string,
    detail?: string,
  ])[] = [
    [GITHUB, 'github-token', 'valid', GITHUB, 'its checksum agrees'],
    [GITHUB.replace('zQ', 'zR'), 'github-token', 'invalid', GITHUB.replace('zQ', 'zR')],
    [FINE, 'github-fine-grained-token', 'form', FINE],
    [
      'AKIA3K6IXE2V2X57JVNR',
      'aws-access-key',
      'valid',
      'AKIA3K6IXE2V2X57JVNR',
      'account 779420640939',
    ],
    [`aws_secret_access_key=${AWS_SECRET}`, 'aws-secret-key', 'form', AWS_SECRET],
    [SLACK, 'slack-token', 'form', SLACK],
    [
      JWT,
      'json-web-token',
      'valid',
      JWT,
      'alg RS256, namespace shop, service account cart, pod cart-1, sub system:serviceaccount:shop:cart, exp 2023-11-14T22:13:20Z',
    ],
    [
      'postgres://report:zWnR-sFT5@db.internal:5432/x',
      'url-password',
      'form',
      'zWnR-sFT5',
      'postgres://report@db.internal:5432',
    ],
    ['Authorization: Basic dXNlcjpwYXNz', 'http-basic', 'valid', 'dXNlcjpwYXNz', 'user user'],
    ['authorization: Bearer z8z6TuirdOUGdHtffXks', 'http-bearer', 'form', 'z8z6TuirdOUGdHtffXks'],
    ['X-Api-Key: 0123abcd9876', 'http-header', 'form', '0123abcd9876'],
    ['Set-Cookie: sid=4a5b6c7d8e9f; Path=/', 'http-cookie', 'form', '4a5b6c7d8e9f', 'cookie sid'],
    [`{"auths":{"r.example":{"auth": "${DOCKER}"}}}`, 'docker-config', 'valid', DOCKER, 'user ci'],
    [
      'machine ftp.example login bob password gh67-Tz',
      'netrc',
      'form',
      'gh67-Tz',
      'bob@ftp.example',
    ],
    ['\ndb.example:5432:*:app:Zz-91x\n', 'pgpass', 'form', 'Zz-91x', 'app@db.example/*'],
    [`root:${HASH}:19000:0:99999:7:::`, 'password-hash', 'form', HASH, 'SHA-512 of root'],
    ['card 4111111111111111 ok', 'payment-card', 'valid', '4111111111111111', 'Visa'],
    ['\0DB_PASSWORD=env-4242\0', 'environment-variable', 'form', 'env-4242'],
    ['--password=arg-ml9k7fd6', 'assigned-password', 'form', 'arg-ml9k7fd6'],
    ['{"user":"x","api_key": "Q-1234567"}', 'assigned-password', 'form', 'Q-1234567'],
    [
      '1234567890:AAabcdefghijklmnopqrstuvwxyz0123456',
      'telegram-bot-token',
      'form',
      'AAabcdefghijklmnopqrstuvwxyz0123456',
      'bot 1234567890',
    ],
  ];
  const found = await secretsIn(apart(texts.map(([text]) => text)));
  for (const [index, [text, kind, check, secret, detail]] of texts.entries()) {
    const at = index * 1024 + text.indexOf(secret);
    const one = found.find((each) => addressesOf(each).includes(at));
    expect(one, text).toMatchObject({ kind, check, secret, count: 1 });
    if (detail !== undefined) expect(one?.detail).toBe(detail);
  }
  expect(found).toHaveLength(texts.length);
});

test('what only looks like a secret is none', async () => {
  const texts = [
    ...[
      'ghp_short',
      'x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',
      'password = opts.password1',
      'password: str9',
    ],
    ...[
      'PASSWORD=${DB_PASSWORD_1}',
      'https://user:password@example.com',
      'http://host:8080/a@b',
      'token=<your-token1>',
    ],
    ...[
      '4111111111111112',
      '41111111111111111111',
      '0.4111111111111111',
      'eyJhbGciOiJub25l.eyJub3QganNvbg.x',
    ],
    ...[
      'Bearer authentication is preferred',
      '-----BEGIN PRIVATE KEY-----',
      '$6$short$abc',
      'AKIA3K6IXE2V2X57JVN',
    ],
  ];
  expect(await secretsIn(apart(texts))).toEqual([]);
});

test('UTF-16, base64, gzip and zlib hide none; the same secret is told once with all places', async () => {
  const wide = Buffer.from(`password="Wide-Pa55word"`, 'utf16le');
  const turned = Buffer.from(GITHUB, 'utf16le').swap16();
  const json = JSON.stringify({ password: 'packed-77aa', more: 'text that is long enough' });
  const bytes = apart([
    Buffer.concat([Buffer.from([1]), wide]),
    // What begins behind a zero and ends before one could be read in either order.
    Buffer.concat([turned, Buffer.from([1])]),
    `x ${Buffer.from('apikey=Ils-9988-zz').toString('base64')} y`,
    gzipSync(json),
    deflateSync(json),
    GITHUB,
  ]);
  const found = await secretsIn(bytes);
  const told = Object.fromEntries(
    found.map((each) => [
      each.secret,
      each.places.map(({ encoding, inside }) => inside ?? encoding),
    ]),
  );
  expect(told).toEqual({
    'Wide-Pa55word': ['utf-16le'],
    [GITHUB]: ['utf-8', 'utf-16be'],
    'Ils-9988-zz': ['base64'],
    'packed-77aa': ['gzip', 'zlib'],
  });
  const packed = found.find(({ secret }) => secret === 'packed-77aa');
  expect(packed && addressesOf(packed)).toEqual([3 * 1024, 4 * 1024]);
});

test('text of UTF-16 that can be read in either order of bytes is told once, wherever it begins', async () => {
  for (const before of [0, 1, 2, 3]) {
    const wide = Buffer.from('token="Wide-Pa55word" ', 'utf16le');
    const found = await secretsIn(Buffer.concat([Buffer.alloc(512 + before), wide]));
    expect(found.map(({ secret, count }) => [secret, count])).toEqual([['Wide-Pa55word', 1]]);
  }
});

test('a certificate tells what the private key of the same public key is for', async () => {
  const told = async (...parts: string[]) =>
    (await secretsIn(apart(parts, 4096))).map(({ kind, detail, publicKey }) => ({
      ...{ kind, publicKey },
      certificate: /certificate of .*/.exec(detail)?.[0],
    }));
  // openssl pkey -pubout -outform DER | sha256sum
  const publicKey = '8d1a38d78812665f67c0a4c29dd52b2d5e65bb1ce684a798637160d4f573bc1f';
  const certificate = 'certificate of CN=db.example.com, O=Example, 2026-11-26 to 2036-11-23';
  const key = { kind: 'private-key', publicKey };
  expect(await told(KEY, CERTIFICATE, OTHER)).toEqual([{ ...key, certificate }]);
  expect(await told(CERTIFICATE, KEY)).toEqual([{ ...key, certificate }]);
  expect(await told(KEY, OTHER)).toEqual([{ ...key, certificate: undefined }]);
  expect(await told(CERTIFICATE)).toEqual([]);
});

test('a token is compared with the time of the dump, where that is known', async () => {
  const [token] = await secretsIn(Buffer.from(JWT));
  if (token === undefined) throw new Error('no token');
  const told = (members: Readonly<Record<string, string>>) =>
    withExpiry([token], madeCheckpoint({ ...members, 'checkpoint/x': '' }, 'checkpoint/'))[0]
      ?.detail;
  const dumped = (checkpointedTime: string) => ({
    'config.dump': JSON.stringify({ name: 'x', checkpointedTime }),
  });
  expect(told(dumped('2023-11-14T22:13:20Z'))).toMatch(
    /exp 2023-11-14T22:13:20Z, expired at the dump$/,
  );
  expect(told(dumped('2023-11-14T22:13:19Z'))).toMatch(/20Z, not expired at the dump$/);
  expect(told({})).toMatch(/exp 2023-11-14T22:13:20Z$/);
});

test('a token inside a URL is a token, and told once', async () => {
  const found = await secretsIn(apart([`https://bot:${GITHUB}@github.com/a/b`]));
  expect(found.map(({ kind, secret, count }) => [kind, secret, count])).toEqual([
    ['github-token', GITHUB, 1],
  ]);
});

test('memory that is full of what may be packed is looked at up to a limit, which is told', async () => {
  const parts = { kinds: new Set(SEARCH_KINDS), filter: {}, threads: 0 };
  const { isCut } = await findSecrets(
    memoryOf(Buffer.alloc(1 << 17, 'x\x9c\x05', 'latin1')),
    parts,
  );
  expect(isCut).toBe(true);
});

const hasTools = ['ssh-keygen', 'openssl'].every((tool) => {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

describe.skipIf(!hasTools)('private keys, as ssh-keygen and openssl tell of them', () => {
  test('PEM and DER of one key are one secret; OpenSSH files, encrypted too', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'keys-'));
    const file = (name: string) => join(directory, name);
    const keygen = (name: string, ...args: string[]) => {
      execFileSync('ssh-keygen', ['-q', '-f', file(name), '-C', '', ...args], { stdio: 'ignore' });
      const [, print = ''] = execFileSync('ssh-keygen', ['-l', '-f', file(name)])
        .toString()
        .split(' ');
      return { print, text: readFileSync(file(name)) };
    };
    try {
      const plain = keygen('ed', '-t', 'ed25519', '-N', '');
      const locked = keygen('ec', '-t', 'ecdsa', '-b', '384', '-N', 'a phrase');
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
      const der = privateKey.export({ format: 'der', type: 'sec1' });
      writeFileSync(file('pem'), pem);
      const half = execFileSync('openssl', [
        'pkey',
        '-in',
        file('pem'),
        '-pubout',
        '-outform',
        'DER',
      ]);
      const digest = execFileSync('openssl', ['dgst', '-sha256', '-r'], { input: half }).toString();

      const found = await secretsIn(
        apart([plain.text, locked.text, pem.replaceAll('\n', '\\n'), der], 2048),
      );
      expect(found.map(({ kind, check, detail, count }) => [kind, check, detail, count])).toEqual([
        ['private-key', 'valid', `Ed25519, ${plain.print}`, 1],
        ['private-key', 'valid', `EC P-384, ${locked.print}, encrypted by aes256-ctr`, 1],
        ['private-key', 'valid', expect.stringMatching(/^EC P-256, SHA256:/), 2],
      ]);
      expect(found[2]?.publicKey).toBe(digest.split(' ')[0]);
      expect(found[2] && addressesOf(found[2])).toEqual([4096, 6144]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

test('claims of a token that are not what they should be are left out', async () => {
  const claims = '{"iss":["a",{"toString":1}],"sub":{"toString":1},"aud":5,"exp":1e400}';
  const token = `${base64url({ alg: 'RS256' })}.${Buffer.from(claims).toString('base64url')}.c2ln`;
  const found = await secretsIn(apart([token]));
  expect(found.map(({ detail, expires }) => [detail, expires])).toEqual([
    ['alg RS256, iss a', undefined],
  ]);
});
