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
  /** Of this find, and of the first one of the secret. */
  readonly order: number;
  readonly first: Moment;
  readonly places: Places;
}

/** When something was found, as if what has a lower order had been looked for before. */
interface Moment {
  readonly order: number;
  readonly number: number;
}

function byMoment(a: Moment, b: Moment): number {
  return a.order - b.order || a.number - b.number;
}

/** Puts together what is the same: each secret once with all its places. */
export class SecretCollection {
  /** Whether there were too many to keep all. */
  isFull = false;
  private readonly byIdentity = new Map<string, Collected>();
  private readonly companions = new Map<string, Set<string>>();

  private count = 0;

  /** @param order finds of a lower order come first, wherever they were found */
  add(find: SecretFind, order: number): void {
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
    const now = { order, number: this.count++ };
    const { places, first } = before ?? { places: new Places(), first: now };
    places.add(place, now);
    const isBetter =
      before === undefined ||
      find.rank < before.rank ||
      (find.rank === before.rank && order < before.order);
    const best = isBetter ? { ...find, order } : before;
    this.byIdentity.set(identity, {
      ...best,
      places,
      first: byMoment(now, first) < 0 ? now : first,
    });
  }

  all(): FoundSecret[] {
    const found = [...this.byIdentity.values()].sort((a, b) => byMoment(a.first, b.first));
    return found.map(
      ({
        kind,
        check,
        detail,
        secret,
        publicKey,
        expires,
        places: { all: places, count },
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
  count = 0;
  private readonly kept: { readonly place: SecretPlace; readonly moment: Moment }[] = [];
  private readonly near = new Map<string, SecretPlace[]>();

  get all(): SecretPlace[] {
    const sorted = this.kept.sort((a, b) => byMoment(a.moment, b.moment));
    return sorted.map(({ place }) => place);
  }

  add(place: SecretPlace, moment: Moment): void {
    const { of, at } = startOf(place);
    const bucket = at >> BUCKET_BITS;
    const keyOf = (number: bigint) => `${number} ${place.inside ?? ''} ${of}`;
    for (const number of [bucket - 1n, bucket, bucket + 1n]) {
      if (this.near.get(keyOf(number))?.some((each) => overlap(each, place)) === true) return;
    }
    this.count++;
    if (this.kept.length >= MOST_PLACES) return;
    this.kept.push({ place, moment });
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
