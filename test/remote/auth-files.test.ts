import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { findCredentials } from '../../src/remote/auth/auth-files.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
afterEach(() => {
  vi.unstubAllEnvs();
});

let count = 0;

/** A home of its own with these files. */
function homeWith(files: Readonly<Record<string, unknown>>): Record<string, string> {
  count += 1;
  const home = `home${count}`;
  for (const [name, json] of Object.entries(files)) {
    scratch.file(`${home}/${name}`, JSON.stringify(json));
  }
  const path = join(scratch.path, home);
  return { HOME: path, XDG_RUNTIME_DIR: join(path, 'run') };
}

const auth = (text: string): { auth: string } => ({ auth: Buffer.from(text).toString('base64') });

it('takes the most exact entry of the first file that has one', async () => {
  const environment = homeWith({
    'run/containers/auth.json': { auths: { 'other.example': auth('x:y') } },
    '.config/containers/auth.json': {
      auths: {
        'quay.io': auth('host:1'),
        'quay.io/me': auth('space:2'),
        'quay.io/me/app': auth('image:3:4'),
      },
    },
    '.docker/config.json': {
      auths: { 'quay.io/you': auth('docker:5'), 'last.example': auth('d:6') },
    },
  });
  const find = (host: string, name: string) => findCredentials(host, name, undefined, environment);
  expect(await find('quay.io', 'me/app')).toEqual({ user: 'image', password: '3:4' });
  expect(await find('quay.io', 'me/other')).toEqual({ user: 'space', password: '2' });
  expect(await find('quay.io', 'you/app')).toEqual({ user: 'host', password: '1' });
  expect(await find('last.example', 'app')).toEqual({ user: 'd', password: '6' });
  expect(await find('quay.io.example', 'me/app')).toBeUndefined();
});

it('knows the names that docker writes', async () => {
  const environment = homeWith({
    '.docker/config.json': {
      auths: {
        'https://index.docker.io/v1/': auth('hub:1'),
        'https://old.example/v2/': { username: 'ann', password: 'pw' },
        'token.example': { ...auth('<token>:'), identitytoken: 'refresh' },
      },
    },
  });
  const find = (host: string) => findCredentials(host, 'library/app', undefined, environment);
  expect(await find('docker.io')).toEqual({ user: 'hub', password: '1' });
  expect(await find('old.example')).toEqual({ user: 'ann', password: 'pw' });
  expect(await find('token.example')).toEqual({ identityToken: 'refresh' });
});

it('asks the helper of a server, or that of all', async () => {
  const bin = join(scratch.path, 'bin');
  const helpers = {
    one: 'read server; echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$server\\"}"',
    all: 'read server; case $server in none*) echo credentials not found in native keychain; exit 1;; esac; echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"$1\\"}"',
    bad: 'echo s3cret; exit 0',
    broken: 'echo no keychain >&2; exit 2',
  };
  for (const [name, script] of Object.entries(helpers)) {
    chmodSync(scratch.file(`bin/docker-credential-${name}`, `#!/bin/sh\n${script}\n`), 0o755);
  }
  vi.stubEnv('PATH', `${bin}:${process.env['PATH'] ?? ''}`);
  const environment = homeWith({
    '.docker/config.json': {
      credHelpers: {
        'one.example:5000': 'one',
        'bad.example': 'bad',
        'broken.example': 'broken',
        'lost.example': 'lost',
        'path.example': '../x',
      },
      credsStore: 'all',
    },
  });
  const find = (host: string) => findCredentials(host, 'app', undefined, environment);
  expect(await find('one.example:5000')).toEqual({ user: 'one', password: 'one.example:5000' });
  expect(await find('any.example')).toEqual({ identityToken: 'get' });
  expect(await find('none.example')).toBeUndefined();
  await expect(find('bad.example')).rejects.toThrow(/docker-credential-bad gives no credentials/);
  await expect(find('bad.example')).rejects.not.toThrow(/s3cret/);
  await expect(find('broken.example')).rejects.toThrow(
    /docker-credential-broken failed \(no keychain\)/,
  );
  await expect(find('lost.example')).rejects.toThrow(/docker-credential-lost is not there/);
  await expect(find('path.example')).rejects.toThrow(/names a credential helper with a path/);
});

it('tells of a file that is there and cannot be read, as its credentials may be those that are needed', async () => {
  const environment = homeWith({ '.docker/config.json/x': {} });
  await expect(findCredentials('quay.io', 'app', undefined, environment)).rejects.toThrow(
    /^open [^ ]*\/\.docker\/config\.json: illegal operation on a directory$/,
  );
});

it('looks into the named file alone, which has to be there and to be right', async () => {
  const environment = homeWith({ '.docker/config.json': { auths: { 'quay.io': auth('x:y') } } });
  const named = scratch.file('named.json', JSON.stringify({ auths: { 'a.example': auth('a:b') } }));
  const find = (host: string, file?: string, more = {}) =>
    findCredentials(host, 'app', file, { ...environment, ...more });
  expect(await find('a.example', named)).toEqual({ user: 'a', password: 'b' });
  expect(await find('quay.io', named)).toBeUndefined();
  expect(await find('a.example', undefined, { REGISTRY_AUTH_FILE: named })).toEqual({
    user: 'a',
    password: 'b',
  });
  await expect(find('quay.io', '/nowhere.json')).rejects.toThrow(/no such file/);
  const broken = scratch.file('broken.json', '{"auths": {"x": {"auth": "c2VjcmV0');
  await expect(find('quay.io', broken)).rejects.toThrow(/broken\.json: is not JSON$/);
});
