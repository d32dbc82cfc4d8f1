import { pack, type Header } from 'tar-stream';
import type { Blob, BlobDescriptor } from '../../formats/oci/blob.js';
import { hashedBlob } from '../../formats/oci/hashed-blob.js';
import type { FinishedImage, ImageDestination } from '../../formats/oci/image-destination.js';
import { blobPath, indexBlob, LAYOUT_FILE } from '../../formats/oci/image-json.js';
import type { NewFileOptions } from '../new-file.js';
import { openNewFile, type OpenedFile } from '../write-new-file.js';

/** Bytes of a header, of which content fills whole multiples. */
const BLOCK = 512;

/** Two blocks of zeros are the end of a tar. */
const END = 2 * BLOCK;

/** Nothing of a member hangs on when or where it was written. */
const LOOK = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) } as const;

/**
 * An OCI layout as a tar. What a layer is called and how long it is stands before it and is known behind it, so
 * its header is written last: the file is one that can be written in any order.
 */
export class ArchiveFile implements ImageDestination {
  private readonly opened: OpenedFile;
  private position = 0;

  /**
   * @param image what the image is called in the layout
   * @throws CheckpointError when there is such a file already, or the system refuses
   */
  constructor(
    path: string,
    private readonly image: string,
    options: NewFileOptions,
  ) {
    this.opened = openNewFile(path, options);
  }

  async writeBlob(blob: Blob): Promise<BlobDescriptor> {
    const { file } = this.opened;
    const start = this.position + BLOCK;
    const descriptor = await hashedBlob(blob, (chunk, position) =>
      file.write(chunk, start + position),
    );
    const { size } = descriptor;
    await file.write(
      await headerBlock({ ...LOOK, name: blobPath(descriptor), size }),
      start - BLOCK,
    );
    this.position = start + Math.ceil(size / BLOCK) * BLOCK;
    return descriptor;
  }

  async finish({ manifest, architecture }: FinishedImage): Promise<void> {
    await this.writeBlob(manifest);
    const index = indexBlob(manifest.descriptor, architecture, this.image);
    await this.writeFile('index.json', index.bytes);
    await this.writeFile('oci-layout', LAYOUT_FILE);
    this.opened.file.setSize(this.position + END);
    this.opened.file.finish();
    this.opened.close();
  }

  abandon(error: unknown): Promise<unknown> {
    const told = this.opened.file.abandonAfter(error);
    this.opened.close();
    return Promise.resolve(told);
  }

  private async writeFile(name: string, bytes: Uint8Array): Promise<void> {
    const { file } = this.opened;
    await file.write(await headerBlock({ ...LOOK, name, size: bytes.length }), this.position);
    await file.write(bytes, this.position + BLOCK);
    this.position += BLOCK + Math.ceil(bytes.length / BLOCK) * BLOCK;
  }
}

/** The header of a file alone: the names of a layout fit one block. */
async function headerBlock(header: Partial<Header> & Pick<Header, 'name'>): Promise<Uint8Array> {
  const tar = pack();
  const sink = tar.entry(header);
  // It gets no content.
  sink.on('error', () => undefined);
  for await (const block of tar as AsyncIterable<Uint8Array>) return block;
  throw new Error('a header is missing');
}
