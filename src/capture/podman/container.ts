import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { absent, type Fact, isAbsent } from '../../model/absent.js';
import { fieldsOf, listOf, textOf } from '../../model/json-member.js';
import { ask, jsonOf } from '../http/answer.js';
import type { Service } from '../http/service.js';
import type { DiskUse } from '../plan.js';
import { libpodError } from './libpod-error.js';

/** A running container, and how much there is to write. */
export interface PodmanContainer {
  readonly id: string;
  readonly name: string;
  readonly use: Fact<DiskUse>;
}

const PATIENCE = 30_000;

/** @throws CheckpointError when there is none of that name, or it is not running */
export async function findContainer(podman: Service, name: string): Promise<PodmanContainer> {
  const word = encodeURIComponent(name);
  const path = `/containers/${word}/json?size=true`;
  const answer = await ask(podman, { method: 'GET', path, patience: PATIENCE });
  if (answer.status !== 200) throw libpodError(name, answer);
  const found = fieldsOf(jsonOf(answer));
  const { Status: status, Running: running, Paused: paused } = fieldsOf(found['State']);
  if (running !== true && paused !== true) {
    const how = textOf(status) ?? 'unknown';
    throw new CheckpointError('not-readable', `container ${name} is not running (${how})`);
  }
  const memory = await memoryOf(podman, word);
  const files = bytesOf(found['SizeRw'], 'Podman does not tell the size of changed files');
  return {
    id: textOf(found['Id']) ?? name,
    name: textOf(found['Name']) ?? name,
    use: isAbsent(memory) ? memory : { memory, files },
  };
}

async function memoryOf(podman: Service, word: string): Promise<Fact<number>> {
  const path = `/containers/stats?containers=${word}&stream=false`;
  const answer = await ask(podman, { method: 'GET', path, patience: PATIENCE });
  const [stats] = listOf(fieldsOf(jsonOf(answer))['Stats']);
  return bytesOf(fieldsOf(stats)['MemUsage'], 'Podman does not tell how much memory it has');
}

/** A container without a cgroup has no numbers, which Podman tells as 0. */
function bytesOf(value: unknown, reason: string): Fact<number> {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? value
    : absent(reason);
}
