import { availableParallelism } from 'node:os';
import { parseTime } from '../../../bytes/parse-time.js';
import { viewMemory } from '../../../model/memory/memory-view.js';
import { SEARCH_KINDS } from '../../search/search-checkpoint.js';
import { findSecrets } from '../../secrets/find-secrets.js';
import type { FoundSecret, SecretPlace } from '../../secrets/found-secret.js';
import type { TimelineContext, TimelineEvent } from '../event.js';

/** When tokens and certificates begin and end to count. The secrets themselves are not told. */
export async function* secretEvents({
  checkpoint,
  limits,
}: TimelineContext): AsyncGenerator<TimelineEvent> {
  const { secrets } = await findSecrets(viewMemory(checkpoint), {
    kinds: new Set(SEARCH_KINDS),
    filter: {},
    limits,
    threads: Math.min(availableParallelism(), 8) - 1,
  });
  for (const secret of secrets) {
    if (secret.kind === 'json-web-token') yield* tokenEvents(secret);
    yield* certificateEvents(secret);
  }
}

/** Claims of RFC 7519. */
const CLAIMS = [
  ['iat', 'Token Issued'],
  ['nbf', 'Token Valid From'],
  ['exp', 'Token Expires'],
] as const;

function* tokenEvents({ secret, detail, places }: FoundSecret): Generator<TimelineEvent> {
  const claims = claimsOf(secret);
  for (const [name, what] of CLAIMS) {
    const value = claims[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    const timeNs = BigInt(Math.trunc(value)) * 1_000_000_000n;
    const message = `JSON Web Token (${detail})`;
    yield { timeNs, what, source: 'secret', message, ...ownerOf(places) };
  }
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const [, claims = ''] = token.split('.');
    const value: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A certificate is told with the private key that it is of. */
function* certificateEvents({ kind, detail, places }: FoundSecret): Generator<TimelineEvent> {
  const found = /certificate of (.*?), (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)/gs;
  for (const [, subject = '', from = '', until = ''] of detail.matchAll(found)) {
    for (const [day, what] of [
      [from, 'Certificate Valid From'],
      [until, 'Certificate Valid Until'],
    ] as const) {
      const timeNs = parseTime(day);
      if (timeNs === undefined) continue;
      const message = `certificate of ${subject}, whose ${kind} was found`;
      yield { timeNs, what, source: 'secret', message, ...ownerOf(places) };
    }
  }
}

function ownerOf([first]: readonly SecretPlace[]): { readonly pid?: number } {
  if (first?.where.kind !== 'memory') return {};
  const [owner] = first.where.owners;
  return owner === undefined ? {} : { pid: owner.pid };
}
