import type { Archive } from '../archive/archive.js';
import type { Member } from '../archive/member.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { CheckpointError } from '../bytes/checkpoint-error.js';
import { openImage, type ImageEntry } from '../criu/image.js';
import type { Messages } from '../criu/messages.generated.js';
import { absent, type Fact } from './absent.js';
import { reasonOf, type Damage } from './damage.js';
import { missingImage, namesBelow, sourceOf } from './members.js';
import { isOneOfMany, RecentEntries } from './recent-entries.js';

/** Bytes of messages that are kept decoded, of images of which there are many; see RecentEntries. */
const KEPT_BYTES = 4 * 1024 ** 2;

/**
 * CRIU's images of a checkpoint by the names that CRIU gives them, such as `core-7.img`: each is opened
 * and decoded when it is first asked for. A damaged one loses only its own facts: what stands before the
 * damage counts, and the damage is told once.
 */
export class Images {
  private readonly recent: RecentEntries;
  /** Of shared images and of those with bytes behind their messages. */
  private readonly sources = new Map<string, ByteSource>();
  private readonly damaged = new Map<string, CheckpointError>();
  private byteOrder: boolean | undefined;
  private listed: readonly string[] | undefined;

  /** @param prefix what stands before the names of the images in the archive */
  constructor(
    private readonly archive: Archive,
    private readonly prefix: string,
    private readonly damage: Damage,
    keptBytes = KEPT_BYTES,
  ) {
    this.recent = new RecentEntries(keptBytes);
  }

  has(name: string): boolean {
    return this.member(name) !== undefined;
  }

  /** Names of the images that a pattern fits, each once, in the order of the archive. */
  names(pattern: RegExp): string[] {
    this.listed ??= namesBelow(this.archive, this.prefix);
    return this.listed.filter((name) => pattern.test(name));
  }

  /** Messages with what follows them in the image; none when it is missing or empty. */
  entries(name: string): readonly ImageEntry[] {
    let entries = this.recent.get(name);
    if (entries === undefined) {
      entries = Array.from(this.walk(name));
      this.recent.set(name, entries);
    }
    return entries;
  }

  /** The entries one after another, for an image that is too large to be kept and is read once. */
  *walk(name: string): Generator<ImageEntry, void, undefined> {
    const member = this.member(name);
    if (member === undefined || member.size === 0) return;
    try {
      const source = this.sources.get(name) ?? sourceOf(this.archive, member);
      const image = openImage(source);
      this.byteOrder ??= image.bigEndian;
      if (image.kind.payload !== 'none' || !isOneOfMany(name)) this.sources.set(name, source);
      yield* image.entries();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.note(name, error);
    }
  }

  /** The bytes of an image; undefined where they are not at hand. */
  bytes(name: string): ByteSource | undefined {
    const member = this.member(name);
    if (member === undefined) return undefined;
    try {
      const source = this.sources.get(name) ?? sourceOf(this.archive, member);
      this.sources.set(name, source);
      return source;
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.note(name, error);
      return undefined;
    }
  }

  /** All messages of one type. */
  messages<T extends keyof Messages>(name: string, type: T): Messages[T][] {
    return this.entries(name)
      .filter((entry) => entry.type === type)
      .map((entry) => entry.message as Messages[T]);
  }

  /** The first message of an image that only some dumps have. */
  find<T extends keyof Messages>(name: string, type: T): Messages[T] | undefined {
    const entry = this.entries(name).find((each) => each.type === type);
    return entry?.message as Messages[T] | undefined;
  }

  /** The first message of an image that belongs to every dump or process: without it that is damaged. */
  first<T extends keyof Messages>(name: string, type: T): Fact<Messages[T]> {
    const found = this.find(name, type);
    if (found !== undefined) return found;
    const error = this.lackOf(name);
    if (error !== undefined) this.note(name, error);
    return absent(this.whyNot(name));
  }

  /**
   * The messages of an image without which a question cannot be answered.
   * @throws CheckpointError when it is missing, or damaged before its first message
   */
  require<T extends keyof Messages>(name: string, type: T): Messages[T][] {
    const messages = this.messages(name, type);
    const error = messages.length > 0 ? undefined : (this.damaged.get(name) ?? this.lackOf(name));
    if (error !== undefined) throw error;
    return messages;
  }

  /**
   * All messages of an image that only some dumps have: none without it, absent where it is damaged before
   * the first.
   */
  list<T extends keyof Messages>(name: string, type: T): Fact<Messages[T][]> {
    const messages = this.messages(name, type);
    const damage = messages.length > 0 ? undefined : this.damageOf(name);
    return damage === undefined ? messages : absent(damage);
  }

  /** Why an image lost facts; undefined for one that is whole, or was never written. */
  damageOf(name: string): string | undefined {
    this.entries(name);
    const error = this.damaged.get(name);
    return error && reasonOf(error);
  }

  /** What ended walk() before the image did. */
  damageMet(name: string): CheckpointError | undefined {
    return this.damaged.get(name);
  }

  /** Why an image does not tell a fact that it should. */
  whyNot(name: string): string {
    if (!this.has(name)) return `${name} is not in the checkpoint`;
    return this.damageOf(name) ?? `${name} does not tell it`;
  }

  /** Whether the host that dumped was big-endian: what raw words of fields mean hangs on it. */
  bigEndian(): boolean {
    if (this.byteOrder === undefined) {
      for (const name of ['inventory.img', 'pstree.img', 'files.img']) this.entries(name);
    }
    return this.byteOrder ?? false;
  }

  private member(name: string): Member | undefined {
    return this.archive.find(this.prefix + name);
  }

  /** The error of an image that should be there and is not, or has not a byte. */
  private lackOf(name: string): CheckpointError | undefined {
    const member = this.member(name);
    if (member === undefined) return missingImage(this.archive, this.prefix, name);
    if (member.size > 0) return undefined;
    const place = { file: this.archive.file, member: member.name };
    return new CheckpointError('invalid-image', 'the image is empty (0 bytes)', place);
  }

  private note(name: string, error: CheckpointError): void {
    this.damaged.set(name, error);
    this.damage.add(error);
  }
}
