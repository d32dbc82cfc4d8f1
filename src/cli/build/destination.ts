import type { ImageDestination } from '../../formats/oci/image-destination.js';
import { refuseSameFile } from '../../write/same-file.js';
import { UsageError } from '../usage-error.js';

/** Where an image goes, as `-o` names it in the words of skopeo (containers-transports(5)). */
export type Destination =
  | { readonly kind: 'oci' | 'oci-archive'; readonly path: string }
  /** The images of this machine's engines, which buildah keeps. */
  | { readonly kind: 'containers-storage' }
  /** A registry; IMAGE tells which. */
  | { readonly kind: 'docker' };

const FORMS = 'oci:DIR, oci-archive:FILE or containers-storage:';

/** @throws UsageError */
export function parseDestination(word: string): Destination {
  const [, kind = '', path = ''] = /^([a-z-]+):(.*)$/s.exec(word) ?? [];
  switch (kind) {
    case 'oci':
    case 'oci-archive':
      if (path === '') throw new UsageError(`invalid destination: ${word} has no path`);
      return { kind, path };
    case 'containers-storage':
      if (path !== '') {
        throw new UsageError(
          `invalid destination: ${word}: IMAGE is the name there, and -o has none`,
        );
      }
      return { kind };
    case 'docker':
      throw new UsageError(`invalid destination: ${word}: give it as IMAGE, without -o`);
    default:
      throw new UsageError(`invalid destination: ${word} (give ${FORMS})`);
  }
}

/** Descriptors, where nothing can be written once more. */
const STREAM = /^(?:-|\/dev\/(?:std(?:out|err)|fd\/\d+)|\/proc\/self\/fd\/\d+)$/;

/**
 * Begins to write to a disk.
 * @param image what the image is called there
 * @param input the archive, which must not be replaced
 */
export async function openDestination(
  { kind, path }: Extract<Destination, { readonly path: string }>,
  image: string,
  { input, replace }: { readonly input: string; readonly replace: boolean },
): Promise<ImageDestination> {
  if (kind === 'oci') {
    const { LayoutDirectory } = await import('../../write/oci/layout-directory.js');
    return new LayoutDirectory(path, image);
  }
  if (STREAM.test(path)) {
    throw new UsageError(`${path}: an oci-archive is not written in order; it needs a file`);
  }
  refuseSameFile(path, input);
  const { ArchiveFile } = await import('../../write/oci/archive-file.js');
  return new ArchiveFile(path, image, { replace });
}
