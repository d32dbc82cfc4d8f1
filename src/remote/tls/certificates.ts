import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { homedir } from 'node:os';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import type { Tls } from '../http/exchange.js';
import type { RemoteAccess } from '../remote-access.js';

/** Where systems keep the CAs that their administrator trusts. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * What connections to a host are made with: the CAs of the system, and those and the client's certificate of
 * `--cert-dir`, or of the host's directory in the usual places (containers-certs.d(5)).
 */
export function tlsFor(host: string, { tlsVerify, certDir }: RemoteAccess): Tls {
  const verify = tlsVerify !== false;
  const directories = certDir === undefined ? usualDirectories(host) : [certDir];
  const files = directories.flatMap((directory) => filesIn(directory, certDir !== undefined));
  const own = files.filter((file) => file.endsWith('.crt')).map(read);
  const cert = files.find((file) => file.endsWith('.cert'));
  const key = files.find((file) => file.endsWith('.key'));
  if (cert !== undefined && (key === undefined || basis(key) !== basis(cert))) {
    throw new CheckpointError('not-found', 'there is no key (.key) to it', { file: cert });
  }
  const client =
    cert !== undefined && key !== undefined ? { cert: read(cert), key: read(key) } : undefined;
  const ca = verify ? trusted(own) : undefined;
  return { verify, ...(ca !== undefined && { ca }), ...(client !== undefined && { client }) };
}

/** Undefined where those that Node itself has are enough. */
function trusted(own: readonly string[]): readonly string[] | undefined {
  const { SSL_CERT_FILE: named } = process.env;
  const bundle = [named ?? [], SYSTEM_BUNDLES].flat().find((file) => existsSync(file));
  if (bundle === undefined) return own.length === 0 ? undefined : [...rootCertificates, ...own];
  return [read(bundle), ...own];
}

function usualDirectories(host: string): string[] {
  const home = process.env['HOME'] ?? homedir();
  return [
    join(home, '.config/containers/certs.d', host),
    join('/etc/containers/certs.d', host),
    join('/etc/docker/certs.d', host),
  ].filter((directory) => existsSync(directory));
}

function filesIn(directory: string, isNamed: boolean): string[] {
  try {
    return readdirSync(directory)
      .sort()
      .map((name) => join(directory, name));
  } catch (error) {
    if (isNamed) throw fileError('open', directory, error);
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError('open', file, error);
  }
}

function basis(file: string): string {
  return file.replace(/\.[a-z]+$/, '');
}
