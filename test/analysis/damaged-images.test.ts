import { describe, expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes.js';
import { securityOf } from '../../src/analysis/security.js';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import { isAbsent } from '../../src/model/absent.js';
import { readCheckpoint } from '../support/corpus.js';
import { madeCheckpoint } from '../support/made-checkpoint.js';

const images = new Map(
  [...(await readCheckpoint('rich-plain'))].map(([path, bytes]) => [
    path.replace('rich-plain/', ''),
    bytes,
  ]),
);

const withImage = (name: string, content: Uint8Array) =>
  madeCheckpoint(Object.fromEntries(new Map(images).set(name, Buffer.from(content))));

function without(name: string) {
  const others = [...images].filter(([each]) => each !== name);
  return madeCheckpoint(Object.fromEntries(others));
}

/** Runs both analyses; anything but a CheckpointError is a bug. */
function survive(checkpoint: ReturnType<typeof madeCheckpoint>): void {
  for (const analyse of [processesOf, securityOf]) {
    try {
      analyse(checkpoint);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
    }
  }
}

/** Images that the analyses read; one process of each stands for all. */
const READ = [...images.keys()].filter((name) =>
  /^(?:inventory|pstree|files|remap-fpath|seccomp|memfd|(?:core|mm|fs|ids|pagemap)-76(?:86|90)|pagemap-shmem-.*|ipcns-shm-.*|core-7708)\.img$/.test(
    name,
  ),
);

describe('a damaged image loses its own facts', () => {
  test('mm-7690.img: the rest of the process and the others are told', () => {
    const bytes = images.get('mm-7690.img') ?? Buffer.alloc(0);
    const { processes, warnings } = processesOf(
      withImage('mm-7690.img', bytes.subarray(0, bytes.length - 5)),
    );
    const damaged = processes.find(({ pid }) => pid === 7690);
    expect(damaged).toMatchObject({
      comm: 'rich-mem',
      commandLine: {
        absent: expect.stringMatching(/^mm-7690\.img: unexpected EOF.*offset 0x8$/) as string,
      },
      cwd: { deleted: false },
    });
    expect(warnings.map(({ place }) => place.member)).toEqual(['mm-7690.img']);
    const others = processes.filter(({ pid }) => pid !== 7690);
    expect(others.filter(({ commandLine }) => !isAbsent(commandLine)).length).toBe(18);
  });

  test.each(['core-7686.img', 'fs-7686.img', 'pagemap-7686.img', 'files.img', 'remap-fpath.img'])(
    '%s is missing or no image',
    (name) => {
      const all = processesOf(without(name)).processes;
      expect(all.length).toBe(21);
      const broken = processesOf(withImage(name, Buffer.from('no image')));
      expect(broken.processes.length).toBe(21);
      expect(broken.warnings.length).toBeGreaterThan(0);
    },
  );

  test('seccomp.img or inventory.img', () => {
    for (const name of ['seccomp.img', 'inventory.img']) {
      const { processes, warnings } = securityOf(withImage(name, Buffer.from('no image')));
      expect(processes.length).toBe(21);
      expect(warnings.map(({ place }) => place.member)).toEqual([name]);
    }
  });

  test('without pstree.img nothing can be told', () => {
    expect(() => processesOf(without('pstree.img'))).toThrow(/pstree\.img: no such file/);
    expect(() => securityOf(without('pstree.img'))).toThrow(/pstree\.img: no such file/);
  });
});

describe('whatever the bytes, there is an answer or a CheckpointError', () => {
  test.each(READ)('%s cut', (name) => {
    const bytes = images.get(name) ?? Buffer.alloc(0);
    for (const length of [0, 3, 8, 11, 20, bytes.length >> 1, bytes.length - 1]) {
      survive(withImage(name, bytes.subarray(0, Math.min(length, bytes.length))));
    }
  });

  test.each(READ)('%s with changed bytes', (name) => {
    const bytes = images.get(name) ?? Buffer.alloc(0);
    // A generator of its own, so that a failure can be repeated.
    let state = 12345;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state % below;
    };
    for (let round = 0; round < 8; round++) {
      const changed = Buffer.from(bytes);
      for (let count = 0; count < 6 && changed.length > 12; count++) {
        changed[8 + random(changed.length - 8)] = random(256);
      }
      survive(withImage(name, changed));
    }
  });
});
