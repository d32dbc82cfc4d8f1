import { freeFor } from '../../capture/free-space.js';
import { checkpointArchive } from '../../capture/podman/checkpoint.js';
import { findContainer } from '../../capture/podman/container.js';
import { podmanService } from '../../capture/podman/socket.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { flag, text } from '../option.js';
import { UsageError } from '../usage-error.js';
import { announce, CAPTURE_OPTIONS, TIMEOUT_OPTION } from './announce.js';
import { FILE_OPTIONS, receiveArchive } from './receive-archive.js';
import { showCaptured } from './show-captured.js';

/** Seconds. Memory is written at the speed of the disk. */
const USUAL_TIMEOUT = 3600;

export const command = defineCommand({
  summary: 'Checkpoint a container of Podman into a file',
  arguments: { container: one('CONTAINER') },
  options: {
    ...FILE_OPTIONS,
    keep: flag({ alias: 'leave-running', describe: 'The container goes on running afterwards' }),
    pre: flag({
      describe: 'Only memory, while it runs on: a checkpoint --with-previous has the rest',
    }),
    withPrevious: flag({ describe: 'On top of one that --pre made' }),
    ignoreRootfs: flag({ describe: 'Without changed files' }),
    ignoreVolumes: flag({ describe: 'Without volumes' }),
    tcpEstablished: flag({ describe: 'Also with connections that are open' }),
    fileLocks: flag({ describe: 'Also with locks on files' }),
    url: text({
      value: 'SOCKET',
      describe: "Without it CONTAINER_HOST, the user's own Podman, or /run/podman/podman.sock",
    }),
    ...TIMEOUT_OPTION,
    ...CAPTURE_OPTIONS,
  },
  examples: [
    ['counter -o counter.tar --keep', 'It goes on running'],
    ['counter -o counter.tar --dry-run', 'What would happen, and how large it would be'],
    ['counter -o pre.tar --pre', 'First most of the memory ...'],
    [
      'counter -o rest.tar --with-previous',
      '... then the rest: `--parent pre.tar` for what reads it',
    ],
  ],
  notes:
    "Podman is asked over its socket (`systemctl start podman.socket`), root's, since only that takes checkpoints. " +
    'Without --keep it stops the container, and somebody has to agree. The SHA-256 is that of the bytes as they came; ' +
    'then `show` follows. Memory is counted with the files that are cached for the container: that much or less.',
  async run(options, io) {
    const { output, keep, pre, timeout = USUAL_TIMEOUT } = options;
    if (pre && options.withPrevious) throw new UsageError('--pre does not go with --with-previous');
    const podman = podmanService(options.url);
    const container = await findContainer(podman, options.container);
    const goesOnRunning = keep || pre;
    const plan = {
      container: container.name,
      where: `Podman's, ${container.id.slice(0, 12)}`,
      after: goesOnRunning ? ('goes on' as const) : ('stops' as const),
      use: container.use,
      free: freeFor(output),
      target: output,
    };
    const end = await announce(plan, options, io, ', --keep leaves it running');
    if (end !== undefined) return end;
    const wishes = {
      leaveRunning: keep,
      preCheckpoint: pre,
      withPrevious: options.withPrevious,
      ignoreRootFS: options.ignoreRootfs,
      ignoreVolumes: options.ignoreVolumes,
      tcpEstablished: options.tcpEstablished,
      fileLocks: options.fileLocks,
    };
    let isFrozen = false;
    const start = async function* () {
      for await (const chunk of checkpointArchive(podman, container, wishes, timeout)) {
        isFrozen = true;
        yield chunk;
      }
    };
    const { sha256 } = await receiveArchive(options, io, start).catch((error: unknown) => {
      if (!isFrozen || goesOnRunning || !(error instanceof CheckpointError)) throw error;
      const hint = `the container is stopped; \`podman container restore ${container.name}\` sets it going`;
      throw new CheckpointError(error.code, `${error.message}; ${hint}`);
    });
    const captured = { path: output, where: 'here', isHere: true, sha256 };
    return await showCaptured([captured], options.format, io);
  },
});
