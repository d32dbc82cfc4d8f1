import { renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Blob, BlobDescriptor } from '../../formats/oci/blob.js';
import { hashedBlob } from '../../formats/oci/hashed-blob.js';
import type { FinishedImage, ImageDestination } from '../../formats/oci/image-destination.js';
import { indexBlob, LAYOUT_FILE } from '../../formats/oci/image-json.js';
import { Directory } from '../directory.js';
import { NewFile } from '../new-file.js';
import { partName } from '../part-name.js';
import { untilFinished } from '../unfinished.js';
import { writeError } from '../write-error.js';

/**
 * An OCI layout in a new directory, for its owner only. Until the image is whole the directory has the name of
 * `partName`; it is removed if the program ends before.
 */
export class LayoutDirectory implements ImageDestination {
  private readonly parent: Directory;
  private readonly name: string;
  private readonly part: string;
  private readonly top: Directory;
  private readonly blobs: Directory;
  private readonly opened: Directory[] = [];
  /** What is to be removed, the last first. */
  private readonly removals: (() => void)[] = [];
  private readonly forget: () => void;

  /**
   * @param image what the image is called in the layout
   * @throws CheckpointError when there is something by that name, or the system refuses
   */
  constructor(
    private readonly path: string,
    private readonly image: string,
  ) {
    const whole = resolve(path);
    this.name = basename(whole);
    this.part = partName(this.name);
    this.parent = this.open(Directory.open(dirname(whole)));
    if (this.parent.find(this.name) !== undefined) {
      this.closeAll();
      throw new CheckpointError(
        'usage',
        `${path}: exists already; an image goes to a new directory`,
      );
    }
    this.forget = untilFinished(() => {
      this.remove();
    });
    try {
      this.top = this.makeIn(this.parent, this.part);
      this.blobs = this.makeIn(this.makeIn(this.top, 'blobs'), 'sha256');
    } catch (error) {
      this.remove();
      this.forget();
      throw writeError('mkdir', path, error);
    }
  }

  async writeBlob(blob: Blob): Promise<BlobDescriptor> {
    const file = new NewFile(this.blobs, 'blob', this.path, { replace: false });
    try {
      const descriptor = await hashedBlob(blob, (chunk, position) => file.write(chunk, position));
      this.finishFile(file, this.blobs, digitsOf(descriptor));
      return descriptor;
    } catch (error) {
      throw file.abandonAfter(error);
    }
  }

  async finish({ manifest, architecture }: FinishedImage): Promise<void> {
    await this.writeBlob(manifest);
    const index = indexBlob(manifest.descriptor, architecture, this.image);
    await this.writeFile('index.json', index.bytes);
    await this.writeFile('oci-layout', LAYOUT_FILE);
    try {
      // A directory takes the place of an empty one at most.
      renameSync(this.parent.at(this.part), this.parent.at(this.name));
    } catch (error) {
      throw writeError('rename', this.path, error);
    }
    this.forget();
    this.closeAll();
  }

  abandon(error: unknown): Promise<unknown> {
    this.remove();
    this.forget();
    this.closeAll();
    return Promise.resolve(error);
  }

  private async writeFile(name: string, bytes: Uint8Array): Promise<void> {
    const file = new NewFile(this.top, name, this.path, { replace: false });
    try {
      await file.write(bytes, 0);
      this.finishFile(file, this.top, name);
    } catch (error) {
      throw file.abandonAfter(error);
    }
  }

  private finishFile(file: NewFile, directory: Directory, name: string): void {
    file.finish(name);
    this.removals.push(() => {
      unlinkSync(directory.at(name));
    });
  }

  private makeIn(directory: Directory, name: string): Directory {
    const made = this.open(directory.makeChild(name));
    this.removals.push(() => {
      rmdirSync(directory.at(name));
    });
    return made;
  }

  private open(directory: Directory): Directory {
    this.opened.push(directory);
    return directory;
  }

  /** What cannot be removed stays under the name of a part. */
  private remove(): void {
    for (const remove of this.removals.splice(0).reverse()) {
      try {
        remove();
      } catch {
        return;
      }
    }
  }

  private closeAll(): void {
    for (const directory of this.opened.splice(0)) directory.close();
  }
}

function digitsOf({ digest }: BlobDescriptor): string {
  return digest.slice(digest.indexOf(':') + 1);
}
