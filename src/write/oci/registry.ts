import type { Blob, BlobDescriptor } from '../../formats/oci/blob.js';
import { hashedBlob } from '../../formats/oci/hashed-blob.js';
import type { FinishedImage, ImageDestination } from '../../formats/oci/image-destination.js';
import { registrySession } from '../../remote/registry/open-registry.js';
import { parseReference } from '../../remote/registry/reference.js';
import { RepositoryUpload } from '../../remote/registry/upload.js';
import type { RemoteAccess } from '../../remote/remote-access.js';

/**
 * An image in a registry. Each blob is read once to know its digest, and once more if the registry has none of that
 * digest; the manifest comes last, and with it the name.
 */
export class RegistryImage implements ImageDestination {
  private constructor(private readonly upload: RepositoryUpload) {}

  /**
   * @param name `docker://HOST/NAME:TAG`
   * @throws CheckpointError
   */
  static async open(name: string, access: RemoteAccess): Promise<RegistryImage> {
    const image = parseReference(name);
    const session = await registrySession(image, name, access);
    return new RegistryImage(new RepositoryUpload(session, image, name));
  }

  async writeBlob(blob: Blob): Promise<BlobDescriptor> {
    const descriptor = await hashedBlob(blob, () => Promise.resolve());
    if (!(await this.upload.has(descriptor.digest))) await this.upload.blob(blob.open, descriptor);
    return descriptor;
  }

  async finish({ manifest }: FinishedImage): Promise<void> {
    const { bytes, mediaType, descriptor } = manifest;
    await this.upload.manifest(bytes, mediaType, descriptor.digest);
    this.upload.close();
  }

  async abandon(error: unknown): Promise<unknown> {
    await this.upload.abandon();
    return error;
  }
}
