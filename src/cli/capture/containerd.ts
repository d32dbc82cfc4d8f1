import { freeFor } from '../../capture/free-space.js';
import { checkpointImage, findTask } from '../../capture/tools/containerd.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { text } from '../option.js';
import { announce, CAPTURE_OPTIONS } from './announce.js';
import { FILE_OPTIONS, receiveArchive } from './receive-archive.js';
import { showCaptured } from './show-captured.js';

export const command = defineCommand({
  summary: 'Checkpoint a container of containerd into a file, by ctr; it goes on running',
  arguments: { container: one('CONTAINER') },
  options: {
    ...FILE_OPTIONS,
    namespace: text({
      alias: 'n',
      value: 'NAME',
      default: process.env['CONTAINERD_NAMESPACE'] ?? 'default',
      describe: "containerd's: k8s.io for the kubelet's, moby for Docker's",
    }),
    address: text({
      alias: 'a',
      value: 'SOCKET',
      describe: 'Of containerd, where ctr would not look',
    }),
    ...CAPTURE_OPTIONS,
  },
  examples: [
    ['counter -o counter.tar', 'It is paused meanwhile, and goes on'],
    ['-n k8s.io 059a219a22e5 -o counter.tar --dry-run', 'What would happen'],
  ],
  notes:
    'ctr has to be on the PATH, and who asks be root. It makes an image of the checkpoint, which is exported into FILE ' +
    'and removed. FILE is an OCI archive, which every command opens. CONTAINER is the ID that `ctr tasks list` shows.',
  async run(options, io) {
    const { container, output } = options;
    const { use } = await findTask(options, container);
    const plan = {
      container,
      where: `containerd's, namespace ${options.namespace}`,
      after: 'goes on' as const,
      use,
      free: freeFor(output),
      target: output,
    };
    const end = await announce(plan, options, io);
    if (end !== undefined) return end;
    const image = `checkpointctl/capture:${Date.now()}`;
    const start = () => checkpointImage(options, container, image);
    const { sha256 } = await receiveArchive(options, io, start);
    const captured = { path: output, where: 'here', isHere: true, sha256 };
    return await showCaptured([captured], options.format, io);
  },
});
