import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import type { Credentials } from '../remote-access.js';
import { askHelper } from './credential-helper.js';

const MAX_FILE = 4 * 1024 ** 2;

/** How docker has always called its own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

type Environment = Readonly<Record<string, string | undefined>>;
type Json = Readonly<Record<string, unknown>>;

/**
 * Credentials for a repository where podman, skopeo and docker keep them (containers-auth.json(5)): the first
 * file that has some counts.
 * @param authFile one that the user named, which alone counts then and must be there
 */
export async function findCredentials(
  host: string,
  repository: string,
  authFile: string | undefined,
  environment: Environment = process.env,
): Promise<Credentials | undefined> {
  const named = authFile ?? environment['REGISTRY_AUTH_FILE'];
  for (const file of named === undefined ? usualFiles(environment) : [named]) {
    const json = readAuthFile(file, named !== undefined);
    const found = json && (await credentialsIn(json, host, repository, file));
    if (found !== undefined) return found;
  }
  return undefined;
}

function usualFiles(environment: Environment): string[] {
  const home = environment['HOME'] ?? homedir();
  const runtime = environment['XDG_RUNTIME_DIR'];
  const config = environment['XDG_CONFIG_HOME'] ?? join(home, '.config');
  return [
    runtime === undefined
      ? `/run/containers/${process.getuid?.() ?? 0}/auth.json`
      : join(runtime, 'containers/auth.json'),
    join(config, 'containers/auth.json'),
    join(environment['DOCKER_CONFIG'] ?? join(home, '.docker'), 'config.json'),
  ];
}

function readAuthFile(file: string, mustBeThere: boolean): Json | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // Nor is one for this user in a directory that he must not enter.
    if (!mustBeThere && !existsSync(file)) return undefined;
    throw fileError('open', file, error);
  }
  if (text.length > MAX_FILE) throw new CheckpointError('limit', 'is too large', { file });
  try {
    return asObject(JSON.parse(text)) ?? {};
  } catch {
    // What the parser says of it would show a part of it.
    throw new CheckpointError('invalid-json', 'is not JSON', { file });
  }
}

async function credentialsIn(
  json: Json,
  host: string,
  repository: string,
  file: string,
): Promise<Credentials | undefined> {
  const server = host === 'docker.io' ? DOCKER_HUB : host;
  const helper = asObject(json['credHelpers'])?.[host];
  if (typeof helper === 'string') return askHelper(helper, server, file);
  const auths = asObject(json['auths']) ?? {};
  for (const key of keysOf(host, repository)) {
    const found = credentialsOf(asObject(entryOf(auths, key)), file);
    if (found !== undefined) return found;
  }
  const store = json['credsStore'];
  return typeof store === 'string' && store !== '' ? askHelper(store, server, file) : undefined;
}

/** The most exact first: `quay.io/user/image`, `quay.io/user`, `quay.io`. */
function keysOf(host: string, repository: string): string[] {
  const parts = [host, ...repository.split('/')];
  const keys = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  return host === 'docker.io' ? [...keys, 'index.docker.io'] : keys;
}

/** docker writes some with a scheme and the version of the API. */
function entryOf(auths: Json, key: string): unknown {
  if (Object.hasOwn(auths, key)) return auths[key];
  const same = Object.keys(auths).find((each) => {
    return each.replace(/^https?:\/\//, '').replace(/(?:\/v[12])?\/*$/, '') === key;
  });
  return same === undefined ? undefined : auths[same];
}

function credentialsOf(entry: Json | undefined, file: string): Credentials | undefined {
  const { auth, username, password, identitytoken } = entry ?? {};
  if (typeof identitytoken === 'string' && identitytoken !== '') {
    return { identityToken: identitytoken };
  }
  if (typeof auth === 'string' && auth !== '') {
    const text = Buffer.from(auth, 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0) {
      // docker pads some with zeros.
      return { user: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, '') };
    }
    throw new CheckpointError('invalid-json', 'has an "auth" that is no USER:PASSWORD', { file });
  }
  if (typeof username !== 'string' || typeof password !== 'string' || username === '') {
    return undefined;
  }
  return { user: username, password };
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}
