import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { freeFor } from '../../capture/free-space.js';
import { checkpointDocker, findDockerContainer } from '../../capture/tools/docker.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { flag, required, text } from '../option.js';
import { announce, CAPTURE_OPTIONS } from './announce.js';
import { showCaptured } from './show-captured.js';

export const command = defineCommand({
  summary: 'Checkpoint a container of Docker into a directory, by docker checkpoint',
  arguments: { container: one('CONTAINER') },
  options: {
    output: required(
      text({
        alias: 'o',
        value: 'DIR',
        describe: "A new directory, on the machine of Docker's daemon",
      }),
    ),
    keep: flag({ alias: 'leave-running', describe: 'The container goes on running afterwards' }),
    ...CAPTURE_OPTIONS,
  },
  examples: [
    ['counter -o ./counter --keep', 'It goes on running'],
    ['counter -o ./counter --dry-run', 'What would happen'],
  ],
  notes:
    'docker has to be on the PATH, and its daemon to have experimental features switched on and CRIU installed. Docker ' +
    'writes a directory of CRIU images, without changed files and metadata; `hash DIR` tells the SHA-256 of each.',
  async run(options, io) {
    const path = resolve(options.output);
    if (existsSync(path)) throw new CheckpointError('usage', `${options.output}: exists already`);
    const { id, name, use } = await findDockerContainer(options.container);
    const { keep } = options;
    const plan = {
      container: name,
      where: `Docker's, ${id.slice(0, 12)}`,
      after: keep ? ('goes on' as const) : ('stops' as const),
      use,
      free: freeFor(path),
      target: options.output,
    };
    const end = await announce(plan, options, io, ', --keep leaves it running');
    if (end !== undefined) return end;
    await checkpointDocker(id, {
      directory: dirname(path),
      name: basename(path),
      leaveRunning: keep,
    });
    const captured = { path: options.output, where: 'here', isHere: existsSync(path) };
    return await showCaptured([captured], options.format, io);
  },
});
