import { CheckpointError } from '../bytes/checkpoint-error.js';
import { openImage, type ImageEntry } from '../criu/image.js';
import type { Messages } from '../criu/messages.generated.js';
import { findImage, type Checkpoint } from './checkpoint.js';

/**
 * Images for questions that join many of them: each is read once, and a damaged one loses only its
 * own facts. What stood before the damage counts, and the damage is told once, in `warnings`.
 */
export class TolerantImages {
  readonly warnings: CheckpointError[] = [];
  private readonly known = new Map<string, readonly ImageEntry[]>();
  private readonly damaged = new Map<string, CheckpointError>();
  private byteOrder: boolean | undefined;

  constructor(readonly checkpoint: Checkpoint) {}

  /** Entries of an image; none when it is missing or empty. */
  entries(name: string): readonly ImageEntry[] {
    let entries = this.known.get(name);
    if (entries === undefined) {
      entries = this.read(name);
      this.known.set(name, entries);
    }
    return entries;
  }

  /** Like readOptional, without throwing. */
  readonly messages = <T extends keyof Messages>(name: string, type: T): Messages[T][] =>
    this.entries(name)
      .filter((entry) => entry.type === type)
      .map((entry) => entry.message as Messages[T]);

  first<T extends keyof Messages>(name: string, type: T): Messages[T] | undefined {
    const entry = this.entries(name).find((each) => each.type === type);
    return entry?.message as Messages[T] | undefined;
  }

  /** Why an image lost facts; undefined for one that is whole, or was never written. */
  damageOf(name: string): string | undefined {
    this.entries(name);
    return this.damaged.has(name) ? this.whyNot(name) : undefined;
  }

  /** Why an image does not tell a fact that it should. */
  whyNot(name: string): string {
    this.entries(name);
    if (findImage(this.checkpoint, name) === undefined) return `${name} is not in the checkpoint`;
    const error = this.damaged.get(name);
    if (error === undefined) return `${name} does not tell`;
    const { offset } = error.place;
    const at = offset === undefined ? '' : ` at 0x${offset.toString(16)}`;
    return `${name} is damaged${at}: ${error.sentence}`;
  }

  /** Whether the host that dumped was big-endian: what raw words of fields mean hangs on it. */
  bigEndian(): boolean {
    if (this.byteOrder === undefined) {
      for (const name of ['inventory.img', 'pstree.img', 'files.img']) this.entries(name);
    }
    return this.byteOrder ?? false;
  }

  private read(name: string): ImageEntry[] {
    const entries: ImageEntry[] = [];
    const member = findImage(this.checkpoint, name);
    if (member === undefined || member.size === 0) return entries;
    try {
      const image = openImage(this.checkpoint.archive.source(member));
      this.byteOrder ??= image.bigEndian;
      for (const entry of image.entries()) entries.push(entry);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.damaged.set(name, error);
      this.warnings.push(error);
    }
    return entries;
  }
}
