import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { parsedUrl } from '../archive-name.js';

/** An image in a registry, as `docker://HOST[:PORT]/NAME:TAG` names it. */
export interface ImageReference {
  readonly host: string;
  readonly repository: string;
  /** A tag, or a digest, which names one image for ever. */
  readonly reference: string;
  readonly isDigest: boolean;
}

const SCHEME = 'docker://';
const HOST = /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?$/;
/** Distribution spec, "Pulling manifests". */
const REPOSITORY =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** @throws CheckpointError `usage` */
export function parseReference(name: string): ImageReference {
  const [named = '', digest, ...more] = name.slice(SCHEME.length).split('@');
  const [, path = '', tag] = /^(.*?)(?::([^/:]*))?$/s.exec(named) ?? [];
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  // Without a dot, a port or "localhost" it is a name at docker.io, as everywhere.
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const host = hasHost ? first : 'docker.io';
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  const reference = digest ?? tag ?? 'latest';
  const isRight =
    more.length === 0 &&
    HOST.test(host) &&
    // No port is above 65535, and what looks like an IPv4 address has to be one.
    parsedUrl(`https://${host}`) !== undefined &&
    REPOSITORY.test(repository) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (isRight) return { host, repository, reference, isDigest: digest !== undefined };
  const form = 'docker://HOST[:PORT]/NAME[:TAG|@sha256:DIGEST]';
  throw new CheckpointError('usage', `${name} is no name of an image (${form})`);
}
