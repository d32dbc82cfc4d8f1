import {
  type CheckpointImage,
  planImage,
  reads,
  writeImage,
} from '../../analysis/checkpoint-image/checkpoint-image.js';
import { findTotalSize } from '../../archive/total-size.js';
import { isRepeatable } from '../../archive/input.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { LAYER_COMPRESSIONS, type LayerCompression } from '../../formats/oci/image-json.js';
import { FORCE_OPTION, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { pullByBuildah, requireBuildah } from '../build/buildah.js';
import { type Destination, openDestination, parseDestination } from '../build/destination.js';
import type { ImageDestination } from '../../formats/oci/image-destination.js';
import type { Limits } from '../../archive/limits.js';
import { parseImageName, REGISTRY } from '../build/image-name.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS, withCheckpoint } from '../each-checkpoint.js';
import { choice, flag, single, text } from '../option.js';
import { outcome } from '../outcome.js';
import { isTerminal } from '../standard-streams.js';
import { UsageError } from '../usage-error.js';

export const command = defineCommand({
  summary: 'Make an OCI image of a checkpoint, for a registry or to restore it from',
  arguments: { archive: one('ARCHIVE'), name: one('IMAGE', parseImageName) },
  options: {
    output: single(
      {
        alias: 'o',
        value: 'DEST',
        describe: 'Where to: oci:DIR (a new one), oci-archive:FILE, or containers-storage:',
      },
      parseDestination,
    ),
    buildah: flag({
      describe: 'Hand it over to buildah, as without -o: into the images of this machine',
    }),
    push: flag({ describe: 'To the registry that IMAGE names, as with docker:// before it' }),
    compression: choice<LayerCompression>({
      value: 'KIND',
      choices: LAYER_COMPRESSIONS,
      default: 'none',
      describe: 'Of the layer. One that is not compressed can be read in parts',
    }),
    arch: text({
      value: 'ARCH',
      describe: 'The architecture, as in amd64, where no process of the checkpoint tells it',
    }),
    ...FORCE_OPTION,
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar counter:blog -o oci:image', 'A directory, as skopeo and others read it'],
    ['checkpoint.tar counter:blog -o oci-archive:image.tar', 'One file'],
    ['checkpoint.tar docker://quay.io/me/counter:blog', 'Into a registry'],
    ['checkpoint.tar localhost/counter:blog', 'Among the images of this machine, with buildah'],
    ['pod.tar counter -o oci:image --container counter', 'One container of a pod'],
  ],
  notes:
    'Prints the digest of the manifest. The image has one layer with the members of the archive, the annotations ' +
    'that Podman, CRI-O and containerd look for, as far as the archive tells them, and the architecture of the ' +
    'machine that was dumped. The same archive makes the same image: its digest hangs on nothing else but, with ' +
    'gzip, the zlib in this Node.',
  async run(options, io) {
    const { archive: file, name } = options;
    const destination = destinationOf(options);
    if (destination.kind === 'containers-storage') requireBuildah();
    if (!isRepeatable(file)) {
      const why = 'an image is made in two passes; save it to a file first';
      throw new CheckpointError('unsupported', why, { file });
    }
    const limits = limitsOf(options);
    return await withCheckpoint(file, reads, options, io, async (checkpoint) => {
      // Nobody else sees it.
      const size = isTerminal(2) ? await findTotalSize(file, limits) : undefined;
      // What goes to a registry is read once more before, for its digest.
      const total = size && (destination.kind === 'docker' ? 2 * size : size);
      const progress = io.progress('Writing image', total);
      const { compression } = options;
      const image = planImage(checkpoint, { compression, limits, onBytes: progress.advance });
      const architecture = options.arch ?? architectureOf(image, file);
      let digest = '';
      const write = async (opened: ImageDestination) => {
        ({ digest } = await writeImage(image, architecture, opened));
      };
      try {
        await takeTo(destination, name, { input: file, replace: options.force, limits }, write);
      } finally {
        progress.stop();
      }
      await io.out.write(`${digest}\n`);
      return outcome();
    });
  },
});

/** Has the image written to where it goes. */
async function takeTo(
  destination: Destination,
  name: string,
  how: { readonly input: string; readonly replace: boolean; readonly limits: Limits },
  write: (to: ImageDestination) => Promise<void>,
): Promise<void> {
  switch (destination.kind) {
    case 'docker': {
      const { RegistryImage } = await import('../../write/oci/registry.js');
      const image = name.startsWith(REGISTRY) ? name : REGISTRY + name;
      return write(await RegistryImage.open(image, how.limits.remote ?? {}));
    }
    case 'containers-storage':
      return pullByBuildah(async (path) => {
        await write(await openDestination({ kind: 'oci-archive', path }, name, how));
      });
    default:
      return write(await openDestination(destination, name, how));
  }
}

function destinationOf({
  name,
  output,
  buildah,
  push,
}: {
  readonly name: string;
  readonly output: Destination | undefined;
  readonly buildah: boolean;
  readonly push: boolean;
}): Destination {
  if (push || name.startsWith(REGISTRY)) {
    if (!buildah && output === undefined) return { kind: 'docker' };
    throw new UsageError('an image goes to a registry alone: without -o and --buildah');
  }
  const storage = { kind: 'containers-storage' } as const;
  if (buildah && output !== undefined && output.kind !== storage.kind) {
    throw new UsageError('--buildah takes the image into containers-storage: -o says otherwise');
  }
  return output ?? storage;
}

function architectureOf({ architecture }: CheckpointImage, file: string): string {
  if (architecture !== undefined) return architecture;
  const reason = 'no process tells the architecture, without which there is no image; give --arch';
  throw new CheckpointError('unsupported', reason, { file });
}
