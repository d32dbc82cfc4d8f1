import { statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import type { Limits } from '../../archive/limits.js';
import type { Entry, Member } from '../../archive/member.js';
import { localPath } from '../../archive/local-path.js';
import { walkMembers } from '../../archive/walk-members.js';
import { gzipped } from '../../bytes/compress-gzip.js';
import { unpackLimit } from '../../bytes/unpack-limit.js';
import type { Blob } from '../../formats/oci/blob.js';
import { layerType, type LayerCompression } from '../../formats/oci/image-json.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { layerTar } from './layer-tar.js';

async function* zstandard(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const library = await import('../../bytes/compress-zstd.js');
  yield* library.zstandard(chunks);
}

export interface LayerOptions {
  readonly compression: LayerCompression;
  readonly limits: Limits;
  /** Told of the bytes of the tar. */
  readonly onBytes: (count: number) => void;
}

/** The members of a checkpoint as the one layer of an image; they are read each time that it is opened. */
export class LayerBlob implements Blob {
  readonly mediaType: string;
  private digest: string | undefined;

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly options: LayerOptions,
  ) {
    this.mediaType = layerType(options.compression);
  }

  /** The digest without the compression, once somebody has read it to its end. */
  get diffId(): string {
    if (this.digest === undefined) throw new Error('a layer that nobody has read has no digest');
    return this.digest;
  }

  readonly open = (): AsyncIterable<Uint8Array> => {
    const tar = this.hashedTar();
    switch (this.options.compression) {
      case 'none':
        return tar;
      case 'gzip':
        return gzipped(tar);
      case 'zstd':
        return zstandard(tar);
    }
  };

  private async *hashedTar(): AsyncGenerator<Uint8Array> {
    const { limits, onBytes } = this.options;
    const { file } = this.checkpoint.archive;
    const hash = createHash('sha256');
    // A directory shows what it takes on its disk to whoever owns it; what is on a server is measured as it is read.
    const path = localPath(file);
    const stats = path === undefined ? undefined : statSync(path);
    const stored = stats?.isFile() === true ? stats.size : Infinity;
    const most = unpackLimit(limits.maxUnpacked, stored);
    for await (const chunk of layerTar(this.entries(), { file }, most)) {
      hash.update(chunk);
      yield chunk;
      onBytes(chunk.length);
    }
    this.digest = `sha256:${hash.digest('hex')}`;
  }

  /** Of a pod only what is the container's own, as its archive alone would have it. */
  private async *entries(): AsyncGenerator<Entry> {
    const { archive, prefix } = this.checkpoint;
    const isOfPod = this.checkpoint.podContainer !== undefined;
    for await (const { member, content } of walkMembers(archive.file, this.options.limits)) {
      if (!isOfPod) yield { member, content };
      else if (member.name.startsWith(prefix)) yield { member: below(member, prefix), content };
    }
  }
}

function below(member: Member, prefix: string): Member {
  const { name, type, linkName } = member;
  const isInside = type === 'hardlink' && linkName?.startsWith(prefix) === true;
  return {
    ...member,
    name: name.slice(prefix.length),
    ...(isInside && { linkName: linkName.slice(prefix.length) }),
  };
}
