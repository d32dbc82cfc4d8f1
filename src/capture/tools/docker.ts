import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { absent, type Fact, isAbsent } from '../../model/absent.js';
import { fieldsOf, listOf, textOf } from '../../model/json-member.js';
import type { DiskUse } from '../plan.js';
import { runTool } from './run-tool.js';

/** @throws CheckpointError when there is no such container, or it is not running */
export async function findDockerContainer(
  name: string,
): Promise<{ readonly id: string; readonly name: string; readonly use: Fact<DiskUse> }> {
  const inspected = parseJson(
    await runTool('docker', ['container', 'inspect', '--size', '--', name]),
  );
  const found = fieldsOf(listOf(inspected)[0]);
  const { Status: status, Running: running } = fieldsOf(found['State']);
  if (running !== true) {
    const how = textOf(status) ?? 'unknown';
    throw new CheckpointError('not-readable', `container ${name} is not running (${how})`);
  }
  const words = ['stats', '--no-stream', '--format', '{{.MemUsage}}', '--', name];
  const memory = parseUsage(await runTool('docker', words));
  const { SizeRw: size } = found;
  const files =
    typeof size === 'number' ? size : absent('Docker does not tell the size of changed files');
  return {
    id: textOf(found['Id']) ?? name,
    name: (textOf(found['Name']) ?? name).replace(/^\//, ''),
    use: isAbsent(memory) ? memory : { memory, files },
  };
}

/** Has Docker checkpoint a container into `directory/name`, on the machine of its daemon. */
export async function checkpointDocker(
  container: string,
  { directory, name, leaveRunning }: { directory: string; name: string; leaveRunning: boolean },
): Promise<void> {
  const running = leaveRunning ? ['--leave-running'] : [];
  const words = ['checkpoint', 'create', ...running, '--checkpoint-dir', directory, '--'];
  await runTool('docker', [...words, container, name]);
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** `7.523MiB / 23.5GiB`: how docker stats tells memory, the cache of files not counted. */
export function parseUsage(text: string): Fact<number> {
  const [, number, unit = ''] = /^([\d.]+)([KMGT]?i?B) \//.exec(text.trim()) ?? [];
  const bytes = Number(number) * (UNITS[unit] ?? NaN);
  return bytes > 0 ? Math.round(bytes) : absent('Docker does not tell how much memory it has');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CheckpointError('not-readable', 'docker container inspect does not answer in JSON');
  }
}
