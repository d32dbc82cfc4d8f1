import { describe, expect, test } from 'vitest';
import { Checkpoint } from '../../src/model/checkpoint.js';
import { readProcesses } from '../../src/model/processes.js';
import { madeCheckpoint } from '../support/made-checkpoint.js';
import { message } from '../support/memory-images.js';
import { imageBytes } from '../support/wire.js';

const COUNT = 300;

const pids = Array.from({ length: COUNT }, (_, index) => index + 1);

/** A checkpoint of many processes that counts how often each member is opened. */
function manyProcesses(keptBytes: number) {
  const { archive } = madeCheckpoint({
    'pstree.img': imageBytes(
      'PSTREE',
      pids.map((pid) =>
        message('pstree_entry', { pid, ppid: 0, pgid: pid, sid: 1, threads: [pid] }),
      ),
    ),
    ...Object.fromEntries(
      pids.map((pid) => [
        `core-${pid}.img`,
        imageBytes('CORE', [
          message('core_entry', { mtype: 1, tc: { task_state: 1, comm: `worker-${pid}` } }),
        ]),
      ]),
    ),
  });
  const opens = new Map<string, number>();
  const counting = {
    ...archive,
    source(member: (typeof archive.members)[number]) {
      opens.set(member.name, (opens.get(member.name) ?? 0) + 1);
      return archive.source(member);
    },
  };
  const place = { prefix: '', imagePrefix: '', bare: true };
  return { checkpoint: new Checkpoint(counting, place, keptBytes), opens };
}

describe('images of many processes', () => {
  test('make room for each other: an old one is read again, the latest and shared ones are not', () => {
    const { checkpoint, opens } = manyProcesses(20 * 100);
    const processes = readProcesses(checkpoint);
    for (const { core } of processes) expect(core).toMatchObject({ mtype: 1 });
    expect(opens.get('core-1.img')).toBe(1);
    expect(processes.at(-1)?.core).toMatchObject({ tc: { comm: `worker-${COUNT}` } });
    expect(opens.get(`core-${COUNT}.img`)).toBe(1);
    expect(processes[0]?.core).toMatchObject({ tc: { comm: 'worker-1' } });
    expect(opens.get('core-1.img')).toBe(2);
    expect(readProcesses(checkpoint)).toBe(processes);
    expect(checkpoint.images.messages('pstree.img', 'pstree_entry')).toHaveLength(COUNT);
    expect(opens.get('pstree.img')).toBe(1);
  });

  test('names and states stay known without them', () => {
    const { checkpoint, opens } = manyProcesses(20 * 100);
    const namesOf = () => readProcesses(checkpoint).map(({ comm }) => comm);
    expect(namesOf()).toEqual(pids.map((pid) => `worker-${pid}`));
    expect(namesOf()).toHaveLength(COUNT);
    expect([...opens.values()].every((times) => times === 1)).toBe(true);
  });

  test('are opened once where there is room', () => {
    const { checkpoint, opens } = manyProcesses(1_000_000);
    for (const round of [1, 2]) {
      for (const { core } of readProcesses(checkpoint)) expect(core, String(round)).toBeDefined();
    }
    expect([...opens.values()].every((times) => times === 1)).toBe(true);
  });
});

describe('a damaged image', () => {
  const entry = message('pstree_entry', { pid: 1, ppid: 0, pgid: 1, sid: 1 });
  const cut = imageBytes('PSTREE', [entry, entry]).subarray(0, -3);

  test('counts as far as it goes, and is told once', () => {
    const { images, damage } = madeCheckpoint({ 'pstree.img': cut });
    for (const round of [1, 2]) {
      expect(images.require('pstree.img', 'pstree_entry'), String(round)).toHaveLength(1);
    }
    expect(images.damageOf('pstree.img')).toMatch(/^pstree\.img: unexpected EOF.* at offset 0x/);
    expect(damage.list.map(({ place }) => place.member)).toEqual(['pstree.img']);
  });

  test('of which nothing is left cannot be required', () => {
    const { images } = madeCheckpoint({ 'pstree.img': cut.subarray(0, 14) });
    expect(() => images.require('pstree.img', 'pstree_entry')).toThrow(/unexpected EOF/);
  });

  test('that every dump has is damage when it is missing or empty, one that only some have is not', () => {
    const { images, damage } = madeCheckpoint({ 'mm-7.img': '' });
    expect(images.find('creds-7.img', 'creds_entry')).toBeUndefined();
    expect(images.list('creds-7.img', 'creds_entry')).toEqual([]);
    expect(damage.list).toEqual([]);
    expect(images.first('core-7.img', 'core_entry')).toEqual({
      absent: 'core-7.img is not in the checkpoint',
    });
    expect(images.first('mm-7.img', 'mm_entry')).toEqual({
      absent: 'mm-7.img: the image is empty (0 bytes)',
    });
    expect(damage.list).toHaveLength(2);
  });
});
