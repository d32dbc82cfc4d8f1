import type { FoundSecret, SecretPlace } from './found-secret.js';
import type { Check } from './secret-kind.js';

/** A find of one secret at one place. */
export interface SecretFind {
  readonly kind: string;
  /** Of two kinds that take the same for theirs, the one with the lower number has it. */
  readonly rank: number;
  readonly check: Check;
  readonly detail: string;
  readonly secret: string;
  readonly identity: string;
  readonly publicKey?: string;
  readonly expires?: number;
  readonly isCompanion: boolean;
  readonly place: SecretPlace;
}

/** A string may be all over a memory; to say so, as many places are enough. */
const MOST_PLACES = 1000;

/** More are a memory that was filled with them. */
const MOST_SECRETS = 200_000;

interface Collected extends SecretFind {
  readonly places: Places;
}

/** Puts together what is the same: each secret once with all its places. */
export class SecretCollection {
  /** Whether there were too many to keep all. */
  isFull = false;
  private readonly byIdentity = new Map<string, Collected>();
  private readonly companions = new Map<string, Set<string>>();

  add(find: SecretFind): void {
    const { isCompanion, publicKey, identity, place } = find;
    if (isCompanion) {
      const known = this.companions.get(publicKey ?? '') ?? new Set();
      this.companions.set(publicKey ?? '', known.add(find.detail));
      return;
    }
    const before = this.byIdentity.get(identity);
    if (before === undefined && this.byIdentity.size >= MOST_SECRETS) {
      this.isFull = true;
      return;
    }
    const { places } = before ?? { places: new Places() };
    places.add(place);
    if (before === undefined || find.rank < before.rank) {
      this.byIdentity.set(identity, { ...find, places });
    }
  }

  all(): FoundSecret[] {
    return [...this.byIdentity.values()].map(
      ({
        kind,
        check,
        detail,
        secret,
        publicKey,
        expires,
        places: { kept: places, count },
      }): FoundSecret => {
        const more = [...(this.companions.get(publicKey ?? '-') ?? [])];
        return {
          ...{ kind, check, secret, places, count },
          detail: [detail, ...more].filter((part) => part !== '').join('; '),
          ...(publicKey !== undefined && { publicKey }),
          ...(expires !== undefined && { expires }),
        };
      },
    );
  }
}

/** Places of one secret; those that lie over one another, as a key in the container of its format does, are one. */
class Places {
  readonly kept: SecretPlace[] = [];
  count = 0;
  private readonly near = new Map<string, SecretPlace[]>();

  add(place: SecretPlace): void {
    const { of, at } = startOf(place);
    const bucket = at >> BUCKET_BITS;
    const keyOf = (number: bigint) => `${number} ${place.inside ?? ''} ${of}`;
    for (const number of [bucket - 1n, bucket, bucket + 1n]) {
      if (this.near.get(keyOf(number))?.some((each) => overlap(each, place)) === true) return;
    }
    this.count++;
    if (this.kept.length >= MOST_PLACES) return;
    this.kept.push(place);
    const key = keyOf(bucket);
    this.near.set(key, [...(this.near.get(key) ?? []), place]);
  }
}

/** Secrets are shorter than that, all but a few keys. */
const BUCKET_BITS = 12n;

/** @param one and the other are in the same process, segment or place */
function overlap(one: SecretPlace, other: SecretPlace): boolean {
  const [a, b] = [startOf(one).at, startOf(other).at];
  return a < b + sizeOf(other) && b < a + sizeOf(one);
}

/** Where it begins, and in what. */
function startOf({ where }: SecretPlace): { readonly of: string; readonly at: bigint } {
  if (where.kind === 'place') return { of: where.place.name, at: BigInt(where.at) };
  const [owner] = where.owners;
  if (owner !== undefined) return { of: `process ${owner.pid}`, at: owner.address };
  return { of: `segment ${where.segment?.id}`, at: where.segment?.offset ?? 0n };
}

function sizeOf({ sources }: SecretPlace): bigint {
  return BigInt(sources.reduce((sum, { length }) => sum + length, 0));
}
