import { memorySource } from '../../bytes/byte-source.js';
import { decodeAs } from '../../search/pattern/decode-text.js';
import { keyBytesOf } from '../../search/key-schedules/aes-schedule.js';
import { SCHEDULE_ORDERS } from '../../search/key-schedules/schedule-finder.js';
import { unitSize, type Encoding } from '../../search/pattern/encodings.js';
import { extentsWithin, type Hit, type Piece } from '../../search/scan/piece.js';
import { readPiece, sourcesWithin } from '../search/read-hit.js';
import type { SearchedPiece, SearchedPieces } from '../search/search-checkpoint.js';
import type { SearchedExtent } from '../search/searched-extent.js';
import { BASE64_SIDE, decodeAround } from './base64-text.js';
import { SecretCollection, type SecretFind } from './collect-secrets.js';
import type { PackedAs, SecretPlace } from './found-secret.js';
import { matchAt, matchesWithin, type Candidate } from './match-kind.js';
import { unpack } from './packed-bytes.js';
import type { SecretKind } from './secret-kind.js';
import type { Start, Starts } from './starts.js';

/** Bytes that were unpacked, with the place of the packed ones. */
interface UnpackedPiece extends Piece<SearchedExtent> {
  readonly place: SecretPlace & { readonly inside: PackedAs };
  readonly packed: readonly SearchedExtent[];
}

/** Told of each find, also of those that are the same as others. */
export type OnFind = (find: SecretFind, extents: readonly SearchedExtent[]) => void;

/** Unpacked bytes of a checkpoint that are looked at. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/** Hits of one pattern that are looked at closer: a memory that has more was filled with them. */
const MOST_HITS = 1_000_000;

/** Places at which packed data may begin, each of which takes as long as hundreds of hits. */
const MOST_PACKED = 20_000;

/** Characters before a start that forms look at, and behind it, unless a kind says more. */
const BEFORE = 320;
const REACH = 512;

/** Looks closer at the hits of the search engine, and keeps what are secrets. */
export class SecretSearch {
  readonly found = new SecretCollection();
  /** To be searched in their turn, once: what is packed twice is not looked for. */
  readonly unpacked: UnpackedPiece[] = [];
  private unpackedSize = 0;
  private readonly looked = new Map<string, number>();
  private tooMany = false;
  /** What was unpacked last. */
  private packed: { readonly piece?: SearchedPiece; readonly end: number } = { end: 0 };

  /**
   * @param all kinds; what several take for theirs is the first one's
   * @param groups what the engine looks for, before key schedules; finds are told in this order
   * @param onFind told of all bytes that give a find away: of what is packed the packed ones, of keys the schedule
   */
  constructor(
    private readonly searched: SearchedPieces,
    private readonly all: readonly SecretKind[],
    private readonly groups: readonly Starts[],
    private readonly onFind: OnFind = () => undefined,
  ) {}

  /** Whether a memory is so full of what looks like secrets, or is packed, that not all was looked at. */
  get isCut(): boolean {
    return this.isUnpackedFull || this.found.isFull || this.tooMany;
  }

  private get isUnpackedFull(): boolean {
    return this.unpackedSize >= MOST_UNPACKED;
  }

  /** @param group of the engine's patterns, or key schedules behind them */
  look(hit: Hit<SearchedPiece>, group: number): void {
    if (this.searched.isInMemory(hit)) return;
    if (group === this.groups.length) {
      this.takeSchedule(hit, group);
      return;
    }
    if (this.isTooMany(`${group} ${hit.branch}`)) return;
    const { start, encoding } = this.startOf(hit, group);
    if (start?.as === 'base64') this.decode(hit);
    if (start?.as === 'packed') this.unpack(hit);
    // In files it is met as a part of other formats.
    if (start?.as === 'zlib' && hit.piece.kind !== 'place') this.unpack(hit);
    if (start?.as !== 'secret') return;
    this.lookFor(start.kinds, hit, encoding, group, (part) => ({
      place: this.placeOf(part, encoding),
      extents: extentsWithin(part.piece, part.at, part.length),
    }));
  }

  lookInside(hit: Hit<UnpackedPiece>, group: number): void {
    const { start, encoding } = this.startOf(hit, group);
    if (start?.as !== 'secret') return;
    const { place, packed: extents } = hit.piece;
    const order = this.groups.length + 1 + group;
    this.lookFor(start.kinds, hit, encoding, order, () => ({
      place: { ...place, encoding },
      extents,
    }));
  }

  private startOf(
    { branch }: Hit,
    group: number,
  ): { readonly start?: Start; readonly encoding: Encoding } {
    const { branches, starts } = this.groups[group] ?? { branches: [], starts: [] };
    const { pattern, encoding } = branches[branch] ?? { pattern: -1, encoding: 'utf-8' };
    const start = starts[pattern];
    return { ...(start !== undefined && { start }), encoding };
  }

  private takeSchedule(hit: Hit<SearchedPiece>, order: number): void {
    const { piece, at, length, branch } = hit;
    if (piece.kind === 'place') return;
    const keyBytes = keyBytesOf(length);
    const key = Buffer.from(readPiece(piece, at, at + keyBytes).bytes);
    const secret = (SCHEDULE_ORDERS[branch] === 'standard' ? key : key.swap32()).toString('hex');
    this.add(
      {
        ...{ kind: 'aes-key', rank: 0, check: 'valid', isCompanion: false, secret },
        detail: `key schedule of AES-${keyBytes * 8}`,
        identity: `aes ${secret}`,
        place: this.placeOf({ ...hit, length: keyBytes }, 'utf-8'),
      },
      order,
      extentsWithin(piece, at, length),
    );
  }

  private add(find: SecretFind, order: number, extents: readonly SearchedExtent[]): void {
    this.found.add(find, order);
    this.onFind(find, extents);
  }

  /** Of each pattern, so that one that is everywhere hides no other. */
  private isTooMany(pattern: string, most = MOST_HITS): boolean {
    const count = (this.looked.get(pattern) ?? 0) + 1;
    this.looked.set(pattern, count);
    if (count > most) this.tooMany = true;
    return count > most;
  }

  private lookFor<P extends Piece<SearchedExtent>>(
    kinds: readonly SecretKind[],
    hit: Hit<P>,
    encoding: Encoding,
    order: number,
    placeOf: (part: Hit<P>) => { place: SecretPlace; extents: readonly SearchedExtent[] },
  ): void {
    const reach = Math.max(...kinds.map((kind) => kind.reach ?? REACH));
    const { text, at } = textAround(hit, encoding, BEFORE, reach);
    const unit = unitSize(encoding);
    const add = (candidate: Candidate) => {
      const start = hit.at + (candidate.start - at) * unit;
      const length = (candidate.end - candidate.start) * unit;
      const { place, extents } = placeOf({ ...hit, at: start, length });
      const rank = this.all.indexOf(candidate.kind);
      this.add({ ...findOf(candidate, encoding, place), rank }, order, extents);
    };
    for (const kind of kinds) {
      const candidate = matchAt(kind, text, at);
      if (candidate === undefined) continue;
      add(candidate);
      for (const inner of matchesWithin(candidate, this.all)) add(inner);
    }
  }

  private decode(hit: Hit<SearchedPiece>): void {
    const { text, at } = textAround(hit, 'utf-8', BASE64_SIDE, BASE64_SIDE);
    const run = decodeAround(text, at);
    if (run === undefined) return;
    const place = { ...hit, at: hit.at - at + run.start, length: run.length };
    this.keep('base64', run.bytes, place);
  }

  private unpack(hit: Hit<SearchedPiece>): void {
    const { piece, at } = hit;
    // Within what was unpacked nothing begins.
    if (piece === this.packed.piece && at < this.packed.end) return;
    if (this.isUnpackedFull || this.isTooMany('packed', MOST_PACKED)) return;
    const unpacked = unpack((size) => readPiece(piece, at, Math.min(at + size, piece.size)).bytes);
    if (unpacked === undefined) return;
    const length = Math.min(unpacked.used, piece.size - at);
    this.packed = { piece, end: at + length };
    this.keep(unpacked.as, unpacked.bytes, { ...hit, length });
  }

  private keep(inside: PackedAs, bytes: Uint8Array, hit: Hit<SearchedPiece>): void {
    if (this.isUnpackedFull) return;
    this.unpackedSize += bytes.length;
    const place = { ...this.placeOf(hit, 'utf-8'), inside };
    const source = memorySource(bytes, {});
    const extents = [{ source, offset: 0, length: bytes.length, member: '' }];
    const packed = extentsWithin(hit.piece, hit.at, hit.length);
    this.unpacked.push({ place, packed, size: bytes.length, extents });
  }

  private placeOf(hit: Hit<SearchedPiece>, encoding: Encoding): SecretPlace {
    const sources = sourcesWithin(hit.piece, hit.at, hit.length);
    return { where: this.searched.placeOf(hit), encoding, sources, ...this.searched.container };
  }
}

/** Text around a hit, and where the hit is in it. Of UTF-8 each byte is a character, whatever it is. */
function textAround(
  { piece, at }: Hit<Piece<SearchedExtent>>,
  encoding: Encoding,
  before: number,
  after: number,
): { readonly text: string; readonly at: number } {
  const unit = unitSize(encoding);
  const characters = Math.min(before, Math.floor(at / unit));
  const end = Math.min(at + after * unit, piece.size);
  const { bytes } = readPiece(piece, at - characters * unit, end);
  return {
    text: decodeAs(bytes, encoding === 'utf-8' ? 'latin1' : encoding),
    at: characters,
  };
}

function findOf(candidate: Candidate, encoding: Encoding, place: SecretPlace) {
  const { kind, check, detail = '', publicKey, expires, isCompanion = false } = candidate;
  const secret = shown(candidate.secret, encoding);
  return {
    ...{ check, detail, secret, isCompanion, place },
    kind: kind.name,
    identity: candidate.identity ?? `text ${secret}`,
    ...(publicKey !== undefined && { publicKey }),
    ...(expires !== undefined && { expires }),
  };
}

/** Bytes are text again; what is no text stands in hexadecimal. */
function shown(secret: string, encoding: Encoding): string {
  if (encoding !== 'utf-8') return secret;
  const bytes = Buffer.from(secret, 'latin1');
  return /^[\t-\r -\xff]*$/.test(secret) ? bytes.toString('utf8') : bytes.toString('hex');
}
