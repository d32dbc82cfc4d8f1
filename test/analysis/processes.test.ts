import { beforeAll, describe, expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes.js';
import type { ProcessFacts } from '../../src/analysis/process-facts.js';
import { isAbsent } from '../../src/model/absent.js';
import { known } from '../support/known.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

async function processes(name: string): Promise<readonly ProcessFacts[]> {
  const checkpoint = await openCheckpoint(name);
  const result = processesOf(checkpoint);
  checkpoint.archive.close();
  expect(result.warnings).toEqual([]);
  return result.processes;
}

function named(all: readonly ProcessFacts[], comm: string): ProcessFacts {
  const found = all.find((process) => process.comm === comm);
  if (found === undefined) throw new Error(`no process ${comm}`);
  return found;
}

describe.each(['rich-plain', 'rich-podman', 'old-v3.19', 'old-v3.3'])('%s', (name) => {
  let all: readonly ProcessFacts[];
  beforeAll(async () => {
    all = await processes(name);
  });

  test('every living process has a command line, an environment, a program and limits', () => {
    for (const process of all) {
      if (known(process.state).state === 'dead') continue;
      expect(known(process.commandLine).entries.length, `${process.pid}`).toBeGreaterThan(0);
      expect(known(process.environment).incomplete, `${process.pid}`).toBeUndefined();
      expect(known(process.exe).path, `${process.pid}`).toMatch(/^\//);
      expect(known(process.limits), `${process.pid}`).toHaveLength(16);
      expect(known(process.signalActions), `${process.pid}`).toHaveLength(62);
      const [main] = process.threads;
      expect(known(main?.scheduling).policy, `${process.pid}`).toBe('OTHER');
      expect(known(main?.credentials).groups, `${process.pid}`).toBeDefined();
    }
  });

  test('all four user ids, and groups', () => {
    const [main] = named(all, 'rich-nobody').threads;
    expect(known(main?.credentials)).toMatchObject({
      uid: { real: 1000, effective: 2000, saved: 3000, fileSystem: 2000 },
      groups: [4, 27, 1001, 65534, 4242424242],
    });
  });

  test('how the dead ended', () => {
    const endings = all.map(({ state }) => known(state).ended).filter((each) => each !== undefined);
    expect(endings).toEqual(
      expect.arrayContaining([
        { kind: 'exited', code: 42 },
        { kind: 'killed', signal: 'SIGKILL', coreDumped: false },
      ]),
    );
  });
});

describe('rich-plain', () => {
  let all: readonly ProcessFacts[];
  beforeAll(async () => {
    all = await processes('rich-plain');
  });

  test('secrets in arguments and environments', () => {
    const { commandLine, environment } = named(all, 'rich-longargs');
    expect(known(commandLine).entries.join('\n')).toContain('ARGV_SECRET_13');
    expect(known(environment).entries.join('\n')).toContain('s3cr3t-pw');
    for (const process of all) {
      if (isAbsent(process.environment)) continue;
      expect(process.environment.entries.join('\n')).toContain('ENV_SECRET_14');
    }
  });

  test('a stopped process and by what', () => {
    expect(named(all, 'rich-stopped').state).toEqual({ state: 'stopped', stoppedBy: 'SIGSTOP' });
  });

  test('pending signals, of the process and of a thread', () => {
    const process = named(all, 'rich-threads');
    const sender = { pid: 7686, uid: 0 };
    expect(known(process.pendingSignals)).toEqual([
      { number: 12, signal: 'SIGUSR2', code: 'SI_USER', sender },
      { number: 41, signal: 'SIGRTMIN+7', code: 'SI_QUEUE', sender },
      { number: 41, signal: 'SIGRTMIN+7', code: 'SI_QUEUE', sender },
    ]);
    const [main] = process.threads;
    const other = process.threads.find(({ tid }) => tid === 7701);
    expect(known(main?.pendingSignals)).toEqual([
      { number: 64, signal: 'SIGRTMAX', code: 'SI_TIMER' },
    ]);
    expect(known(other?.pendingSignals)).toMatchObject([{ number: 36, code: 'SI_QUEUE' }]);
  });

  test('timers', () => {
    const { interval, posix } = known(named(all, 'rich-threads').timers);
    expect(interval).toEqual([
      { timer: 'ITIMER_REAL', leftUs: 98_762_159_785n, intervalUs: 12_345_678n },
      { timer: 'ITIMER_VIRTUAL', leftUs: 55_555_008_321n, intervalUs: 12_345_678n },
      { timer: 'ITIMER_PROF', leftUs: 44_444_008_321n, intervalUs: 12_345_678n },
    ]);
    expect(posix.map(({ clock, notify, signal }) => [clock, notify, signal])).toEqual([
      ['CLOCK_MONOTONIC', 'signal', 'SIGRTMIN+1'],
      ['CLOCK_REALTIME', 'none', undefined],
      ['CLOCK_BOOTTIME', 'thread-id', 'SIGRTMAX'],
      // -2 and -6: THREAD_CLOCK and PROCESS_CLOCK of include/linux/posix-timers.h.
      ['CPU time of the thread', 'signal', 'SIGALRM'],
      ['CPU time of the process', 'signal', 'SIGALRM'],
    ]);
    expect(posix[2]).toMatchObject({ thread: 7686, intervalNs: 50_000_000n, leftNs: 6_452_378n });
  });

  test('scheduling, names and parent-death signals of threads', () => {
    const threads = all.flatMap((process) => process.threads.slice(1));
    const told = threads.map(({ scheduling, parentDeathSignal }) => ({
      ...known(scheduling),
      parentDeathSignal: known(parentDeathSignal),
    }));
    expect(told).toContainEqual(expect.objectContaining({ policy: 'BATCH', nice: 7 }));
    expect(told).toContainEqual(expect.objectContaining({ policy: 'IDLE' }));
    expect(told).toContainEqual(expect.objectContaining({ parentDeathSignal: 'SIGHUP' }));
    expect(threads.map(({ name }) => name)).toContain('io thread');
  });

  test('handlers, with flags and mask', () => {
    const actions = known(named(all, 'rich-threads').signalActions);
    expect(actions[0]).toEqual({
      ...{ number: 1, signal: 'SIGHUP', action: 'ignore' },
      ...{ flags: ['SA_RESTORER', 'SA_RESTART'], mask: ['SIGHUP'] },
    });
    const usr1 = actions.find(({ signal }) => signal === 'SIGUSR1');
    expect(usr1).toMatchObject({ number: 10, action: 'handler', handler: 4200085n });
  });

  test('child subreaper, huge pages, umask', () => {
    expect(named(all, 'gc ✓ deep').childSubreaper).toBe(true);
    expect(named(all, 'rich-mem').hugePagesDisabled).toBe(true);
    expect(named(all, 'rich-threads').umask).toBe(0o27);
  });
});

describe('other checkpoints', () => {
  test('a 32-bit process', async () => {
    const process = named(await processes('compat32'), 'compat32');
    expect(process.compat).toBe(true);
    expect(known(process.commandLine).entries.length).toBeGreaterThan(0);
  });

  test.each(['lazy', 'incr-final'])(
    '%s: arguments whose pages are elsewhere say so',
    async (name) => {
      const reasons: Record<string, string> = {
        lazy: 'left to a lazy-pages server',
        'incr-final': 'in a parent image that is not here',
      };
      for (const { commandLine } of await processes(name)) {
        const told = isAbsent(commandLine) ? commandLine.absent : commandLine.incomplete;
        if (told !== undefined) expect(told).toBe(reasons[name]);
      }
    },
  );

  test('incremental: arguments found in the parents', async () => {
    for (const { commandLine } of await processes('incremental/3')) {
      expect(known(commandLine).incomplete).toBeUndefined();
      expect(known(commandLine).entries.length).toBeGreaterThan(0);
    }
  });
});
