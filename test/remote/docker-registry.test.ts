import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startArchiveServer } from '../support/archive-server.js';
import { makeCertificate } from '../support/certificate.js';
import { hasDockerRegistry, startDockerRegistry } from '../support/docker-registry.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, type Run } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const closing: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of closing) await each.close();
});

/** "s3:cret" as htpasswd keeps it: docker-registry takes bcrypt alone. */
const HTPASSWD = 'ann:$2b$04$abcdefghijklmnopqrstuuqZjxwjM8vs9/rKGjateZ0zqhyOGcuKe\n';

/** What skopeo does with an image of podman's, whose digest it keeps. */
function upload(host: string, ...args: string[]): void {
  const archive = join(CHECKPOINTS, 'checkpoint-oci.tar');
  execFileSync(
    'skopeo',
    [
      'copy',
      '--preserve-digests',
      ...args,
      `oci-archive:${archive}`,
      `docker://${host}/lab/counter:blog`,
    ],
    { stdio: 'ignore' },
  );
}

async function ps(image: string, ...args: string[]): Promise<Run> {
  const name = `docker://${image}`;
  const run = await runHere('checkpointctl', ['ps', name, '--format', 'csv', ...args]);
  return { ...run, stdout: run.stdout.replaceAll(name, 'checkpoint-oci.tar') };
}

let expected: string;
beforeAll(async () => {
  expected = (await runHere('checkpointctl', ['ps', 'checkpoint-oci.tar', '--format', 'csv']))
    .stdout;
});

describe.skipIf(!hasDockerRegistry)('docker-registry', () => {
  it('gives an image by tag and by digest, without TLS only where that is allowed', async () => {
    const registry = await startDockerRegistry(scratch, 'plain');
    closing.push(registry);
    upload(registry.host, '--dest-tls-verify=false');
    const image = `${registry.host}/lab/counter`;
    const digest = execFileSync(
      'skopeo',
      ['inspect', '--tls-verify=false', '--format', '{{.Digest}}', `docker://${image}:blog`],
      { encoding: 'utf8' },
    ).trim();

    for (const name of [`${image}:blog`, `${image}@${digest}`]) {
      const run = await ps(name, '--tls-verify=false');
      expect(run).toMatchObject({ status: 0, stderr: '', stdout: expected });
    }
    const refused = await ps(`${image}:blog`);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/the server does not speak TLS: with --tls-verify=false/);
    const missing = await ps(`${image}:other`, '--tls-verify=false');
    expect(missing.stderr).toMatch(/the server answers 404 \(MANIFEST_UNKNOWN: manifest unknown\)/);
  });

  it('wants a certificate that is trusted and a password that is right', async () => {
    const { certFile, keyFile } = makeCertificate(scratch, 'certs');
    const registry = await startDockerRegistry(scratch, 'secure', {
      http: `, tls: { certificate: ${certFile}, key: ${keyFile} }`,
      others: `auth: { htpasswd: { realm: lab, path: ${scratch.file('htpasswd', HTPASSWD)} } }`,
    });
    closing.push(registry);
    upload(registry.host, '--dest-tls-verify=false', '--dest-creds', 'ann:s3:cret');
    const image = `${registry.host}/lab/counter:blog`;
    const ca = ['--cert-dir', join(scratch.path, 'certs')];
    const auth = Buffer.from('ann:s3:cret').toString('base64');
    const authFile = scratch.file(
      'auth.json',
      JSON.stringify({ auths: { [registry.host]: { auth } } }),
    );

    expect(await ps(image, ...ca, '--creds', 'ann:s3:cret')).toMatchObject({
      status: 0,
      stdout: expected,
    });
    expect(await ps(image, ...ca, '--authfile', authFile)).toMatchObject({
      status: 0,
      stdout: expected,
    });
    expect(await ps(image, '--tls-verify=false', '--creds', 'ann:s3:cret')).toMatchObject({
      status: 0,
      stdout: expected,
    });
    const untrusted = await ps(image, '--creds', 'ann:s3:cret');
    expect(untrusted.stderr).toMatch(/the certificate of the server is not trusted .*--cert-dir/);
    const nobody = await ps(image, ...ca, '--authfile', scratch.file('none.json', '{}'));
    expect(nobody.stderr).toMatch(/the server answers 401/);
    const wrong = await ps(image, ...ca, '--creds', 'ann:wr0ng');
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toMatch(/the server answers 401/);
    expect(wrong.stderr).not.toContain('wr0ng');
  });

  it('takes the tokens that it sends one for', async () => {
    const { certFile, cert, key } = makeCertificate(scratch, 'tokens');
    const tokens = await startArchiveServer({});
    closing.push(tokens);
    const registry = await startDockerRegistry(scratch, 'tokened', {
      others:
        `auth: { token: { realm: 'http://${tokens.host}/token', service: lab, issuer: tests, ` +
        `rootcertbundle: ${certFile} } }`,
    });
    closing.push(registry);
    const token = tokenFor('lab/counter', cert, key);
    await tokens.add({
      '/token': [
        {
          requires: `Basic ${Buffer.from('ann:s3:cret').toString('base64')}`,
          challenge: 'Basic realm="tokens"',
          body: JSON.stringify({ token, expires_in: 300 }),
        },
      ],
    });
    upload(registry.host, '--dest-tls-verify=false', '--dest-creds', 'ann:s3:cret');
    const image = `${registry.host}/lab/counter:blog`;

    const run = await ps(image, '--tls-verify=false', '--creds', 'ann:s3:cret');
    expect(run).toMatchObject({ status: 0, stderr: '', stdout: expected });
    const asked = (await tokens.asked()).at(-1)?.path ?? '';
    const query = new URL(asked, 'http://tokens').searchParams;
    expect(query.get('service')).toBe('lab');
    expect(query.get('scope')).toBe('repository:lab/counter:pull');
    const refused = await ps(image, '--tls-verify=false', '--creds', 'ann:wr0ng');
    expect(refused.stderr).toMatch(/refuses the credentials/);
    expect(refused.stderr).not.toContain('wr0ng');
  });
});

/** A JSON Web Token as docker-registry takes it (distribution, docs/spec/auth/jwt.md), with its certificate. */
function tokenFor(repository: string, cert: string, key: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const der = cert.replace(/-----[^-]+-----|\s/g, '');
  const header = part({ typ: 'JWT', alg: 'ES256', x5c: [der] });
  const access = [{ type: 'repository', name: repository, actions: ['pull', 'push'] }];
  const times = { nbf: 0, iat: 0, exp: 4_000_000_000 };
  const payload = part({ iss: 'tests', aud: 'lab', sub: 'ann', jti: '1', ...times, access });
  const signature = sign('sha256', Buffer.from(`${header}.${payload}`), {
    key: createPrivateKey(key),
    dsaEncoding: 'ieee-p1363',
  });
  return `${header}.${payload}.${signature.toString('base64url')}`;
}
