import type { Limits } from '../../archive/limits.js';
import type { ByteSource } from '../../bytes/byte-source.js';
import type { Checkpoint } from '../checkpoint.js';
import { fileContextOf, type FileContext } from '../descriptors/file-context.js';
import type { Damage } from '../damage.js';
import type { Images } from '../images.js';
import { namesBelow, sourceOf } from '../members.js';

/** What the readers of single kinds of places look things up in. */
export class PlaceContext {
  readonly images: Images;

  constructor(
    readonly checkpoint: Checkpoint,
    readonly limits: Limits,
  ) {
    this.images = checkpoint.images;
  }

  /** Open files and who holds them. Without a process tree it knows files only. */
  get files(): FileContext {
    return fileContextOf(this.checkpoint);
  }

  get damage(): Damage {
    return this.checkpoint.damage;
  }

  /** Names of the files below a prefix, without it, each once, in the order of the archive. */
  namesBelow(prefix: string): string[] {
    return namesBelow(this.checkpoint.archive, prefix);
  }

  /** The bytes of a member; undefined, and told as damage, where they are not at hand. */
  source(name: string): ByteSource | undefined {
    const { archive } = this.checkpoint;
    const member = archive.find(name);
    return member && this.damage.attemptOr(() => sourceOf(archive, member), undefined);
  }
}
