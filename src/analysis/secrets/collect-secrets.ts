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
  readonly isCompanion: boolean;
  readonly place: SecretPlace;
}

/** A string may be all over a memory; to say so, as many places are enough. */
const MOST_PLACES = 1000;

interface Collected extends SecretFind {
  places: SecretPlace[];
  count: number;
}

/** Puts together what is the same: each secret once with all its places. */
export class SecretCollection {
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
    if (before === undefined) {
      this.byIdentity.set(identity, { ...find, places: [place], count: 1 });
      return;
    }
    // The same bytes, as two kinds have them.
    const isNew = !before.places.some((each) => isSamePlace(each, place));
    if (isNew) before.count++;
    if (isNew && before.places.length < MOST_PLACES) before.places.push(place);
    if (find.rank >= before.rank) return;
    const { places, count } = before;
    this.byIdentity.set(identity, { ...find, places, count });
  }

  all(): FoundSecret[] {
    return [...this.byIdentity.values()].map(
      ({ kind, check, detail, secret, publicKey, places, count }): FoundSecret => {
        const more = [...(this.companions.get(publicKey ?? '-') ?? [])];
        return {
          ...{ kind, check, secret, places, count },
          detail: [detail, ...more].filter((part) => part !== '').join('; '),
          ...(publicKey !== undefined && { publicKey }),
        };
      },
    );
  }
}

/** Whether they lie over one another, as a key in the container of its format does. */
function isSamePlace(one: SecretPlace, other: SecretPlace): boolean {
  const [a, b] = [startOf(one), startOf(other)];
  if (a.of !== b.of || one.inside !== other.inside) return false;
  return a.at < b.at + sizeOf(other) && b.at < a.at + sizeOf(one);
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
