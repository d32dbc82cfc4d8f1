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
import { parseImageName } from '../build/image-name.js';
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
      const total = isTerminal(2) ? await findTotalSize(file, limits) : undefined;
      const progress = io.progress('Writing image', total);
      const { compression } = options;
      const image = planImage(checkpoint, { compression, limits, onBytes: progress.advance });
      const architecture = options.arch ?? architectureOf(image, file);
      const write = async (to: Extract<Destination, { readonly path: string }>) => {
        const opened = await openDestination(to, name, { input: file, replace: options.force });
        const { digest } = await writeImage(image, architecture, opened);
        await io.out.write(`${digest}\n`);
      };
      try {
        if (destination.kind !== 'containers-storage') await write(destination);
        else await pullByBuildah((path) => write({ kind: 'oci-archive', path }));
      } finally {
        progress.stop();
      }
      return outcome();
    });
  },
});

function destinationOf({
  output,
  buildah,
}: {
  readonly output: Destination | undefined;
  readonly buildah: boolean;
}): Destination {
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
