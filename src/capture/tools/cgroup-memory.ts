import { readFileSync } from 'node:fs';
import { absent, type Fact } from '../../model/absent.js';

/**
 * Bytes of memory that is in no file, of the control group that a process of this machine is in: what a checkpoint of
 * it will hold.
 */
export function cgroupMemory(pid: number): Fact<number> {
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n');
    // cgroups(7): ID:CONTROLLERS:PATH, of which version 2 has one line without controllers.
    const first = groups.find((line) => /^\d+:([^:]*,)?memory[,:]/.test(line));
    const path = (first ?? groups.find((line) => line.startsWith('0::')))?.replace(
      /^\d+:[^:]*:/,
      '',
    );
    const root = first === undefined ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
    return memoryIn(readFileSync(`${root}${path ?? ''}/memory.stat`, 'utf8'));
  } catch (error) {
    return absent(error instanceof Error ? error.message : String(error));
  }
}

/** @param stat memory.stat: `anon` and `shmem` of version 2, `total_rss` and `total_shmem` of version 1 */
export function memoryIn(stat: string): Fact<number> {
  const values = new Map(
    stat.split('\n').map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]),
  );
  const anonymous = values.get('anon') ?? values.get('total_rss');
  const shared = values.get('shmem') ?? values.get('total_shmem');
  return anonymous === undefined
    ? absent('its control group does not tell how much memory it has')
    : anonymous + (shared ?? 0);
}
