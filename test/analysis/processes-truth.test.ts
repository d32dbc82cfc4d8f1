import { beforeAll, describe, expect, test } from 'vitest';
import { processesOf } from '../../src/analysis/processes.js';
import type { ProcessFacts } from '../../src/analysis/process-facts.js';
import { isAbsent } from '../../src/model/absent.js';
import { signalSet } from '../../src/model/process-facts/signals.js';
import {
  procFile,
  procLinks,
  procStat,
  procStatus,
  procStrings,
  TRUE_PIDS,
} from '../support/kernel-truth.js';
import { known } from '../support/known.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

// What the kernel said of each process at the moment of the checkpoint, and the checkpoint's answer.

/** Lines of /proc/PID/status that no image of CRIU tells. */
const NOT_IN_STATUS = [
  ...['Tgid', 'Ngid', 'Pid', 'PPid', 'NStgid', 'NSpid', 'NSpgid', 'NSsid'], // numbers on the host
  ...['TracerPid', 'FDSize', 'Kthread', 'SigQ', 'CoreDumping', 'untag_mask'],
  ...['VmPeak', 'VmHWM', 'VmLck', 'VmPin', 'VmRSS', 'RssAnon', 'RssFile', 'RssShmem'],
  ...['VmSize', 'VmData', 'VmStk', 'VmExe', 'VmLib', 'VmPTE', 'VmSwap', 'HugetlbPages'],
  ...['Speculation_Store_Bypass', 'SpeculationIndirectBranch'],
  ...['Cpus_allowed', 'Cpus_allowed_list', 'Mems_allowed', 'Mems_allowed_list'],
  ...['voluntary_ctxt_switches', 'nonvoluntary_ctxt_switches'],
];

/** Those that the tests here and of security compare. */
const COMPARED_STATUS = [
  ...['Name', 'Umask', 'State', 'Uid', 'Gid', 'Groups', 'Threads', 'THP_enabled'],
  ...['SigPnd', 'ShdPnd', 'SigBlk', 'SigIgn', 'SigCgt'],
  ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs'],
  ...['Seccomp', 'Seccomp_filters'],
];

/** Files of /proc/PID that tell what CRIU does not save; they are told as absent. */
const NOT_SAVED = ['timerslack_ns', 'coredump_filter'];

let processes: Map<number, ProcessFacts>;

beforeAll(async () => {
  const checkpoint = await openCheckpoint('app');
  const result = processesOf(checkpoint);
  expect(result.warnings).toEqual([]);
  processes = new Map(result.processes.map((process) => [process.pid, process]));
  checkpoint.archive.close();
});

function processOf(pid: number): ProcessFacts {
  const process = processes.get(pid);
  if (process === undefined) throw new Error(`no process ${pid}`);
  return process;
}

const isZombie = (pid: number) => procStatus(pid).get('State')?.startsWith('Z') === true;
const living = TRUE_PIDS.filter((pid) => !isZombie(pid));
const hexSet = (pid: number, name: string) => BigInt(`0x${procStatus(pid).get(name) ?? '0'}`);

test('every line of status is compared, or named as one that no image tells', () => {
  for (const pid of TRUE_PIDS) {
    for (const name of procStatus(pid).keys()) {
      expect([...NOT_IN_STATUS, ...COMPARED_STATUS]).toContain(name);
    }
  }
});

test('the same processes, and the zombie among them', () => {
  expect([...processes.keys()].sort((a, b) => a - b)).toEqual(TRUE_PIDS);
  expect(TRUE_PIDS.filter(isZombie)).toEqual([12]);
});

describe.each(TRUE_PIDS)('process %i', (pid) => {
  test('name, parent, group and session', () => {
    const process = processOf(pid);
    expect(known(process.comm)).toBe(procStatus(pid).get('Name'));
    const inner = (name: string) => Number(procStatus(pid).get(name)?.split(/\s+/).at(-1));
    expect(pid).toBe(inner('NSpid'));
    expect([process.pgid, process.sid]).toEqual([inner('NSpgid'), inner('NSsid')]);
    const parent = TRUE_PIDS.find(
      (each) => procStatus(each).get('Pid') === procStatus(pid).get('PPid'),
    );
    expect(process.ppid).toBe(parent ?? 0);
  });

  test('what CRIU does not save is told as absent', () => {
    expect(isAbsent(processOf(pid).startTime)).toBe(true);
    expect(isAbsent(processOf(pid).coredumpFilter)).toBe(true);
    // CRIU 4.2 made this dump; those after it write it.
    if (living.includes(pid)) {
      expect(known(processOf(pid).threads[0]?.scheduling).timerSlackNs).toBeUndefined();
    }
    for (const file of NOT_SAVED) expect(procFile(pid, file)).toBeDefined();
  });
});

test('a zombie: its exit value', () => {
  const status = Number(procStat(12)(52));
  expect(known(processOf(12).state)).toEqual({
    state: 'dead',
    ended: { kind: 'exited', code: status >> 8 },
  });
  expect(processOf(12).commandLine).toEqual({ absent: 'the process has ended' });
  expect(processOf(12).threads).toEqual([]);
});

describe.each(living)('living process %i', (pid) => {
  test('command line and environment', () => {
    const { commandLine, environment } = processOf(pid);
    expect(known(commandLine)).toEqual({ entries: procStrings(pid, 'cmdline') });
    expect(known(environment)).toEqual({ entries: procStrings(pid, 'environ') });
  });

  test('program and directories', () => {
    const { exe, cwd, root } = processOf(pid);
    const links = procLinks(pid);
    for (const [fact, link] of [
      [exe, links.exe],
      [cwd, links.cwd],
      [root, links.root],
    ] as const) {
      expect(known(fact)).toEqual({ path: link, deleted: false });
    }
  });

  test('state, umask, score, personality, login uid', () => {
    const process = processOf(pid);
    expect(known(process.state)).toEqual({ state: 'alive' });
    expect(known(process.umask)).toBe(parseInt(procStatus(pid).get('Umask') ?? '', 8));
    expect(known(process.oomScoreAdj)).toBe(Number(procFile(pid, 'oom_score_adj')));
    const personality = parseInt(procFile(pid, 'personality')?.toString() ?? '', 16);
    expect(known(process.personality).value).toBe(personality);
    expect(procFile(pid, 'loginuid')?.toString().trim()).toBe('4294967295');
    expect(known(process.loginUid)).toBe('unset');
    expect(known(process.hugePagesDisabled)).toBe(procStatus(pid).get('THP_enabled') === '0');
  });

  test('users and groups', () => {
    const [main] = processOf(pid).threads;
    const { uid, gid, groups } = known(main?.credentials);
    const ids = (name: string) => procStatus(pid).get(name)?.split(/\s+/).map(Number);
    expect([uid.real, uid.effective, uid.saved, uid.fileSystem]).toEqual(ids('Uid'));
    expect([gid.real, gid.effective, gid.saved, gid.fileSystem]).toEqual(ids('Gid'));
    expect(groups.join(' ')).toBe(procStatus(pid).get('Groups'));
  });

  test('threads and their names', () => {
    const names = processOf(pid).threads.map(({ tid, name }) => [String(tid), known(name)]);
    const truth = Object.entries(procLinks(pid).threads).map(([tid, { comm }]) => [tid, comm]);
    expect(Object.fromEntries(names)).toEqual(Object.fromEntries(truth));
    expect(names.length).toBe(Number(procStatus(pid).get('Threads')));
  });

  test('nice value, class and priority', () => {
    const scheduling = known(processOf(pid).threads[0]?.scheduling);
    const stat = procStat(pid);
    expect(scheduling.nice).toBe(Number(stat(19)));
    expect(scheduling.priority).toBe(Number(stat(40)));
    expect(stat(41)).toBe(0n);
    expect(scheduling.policy).toBe('OTHER');
  });

  test('signals', () => {
    const process = processOf(pid);
    const [main] = process.threads;
    const names = (name: string) => signalSet(hexSet(pid, name), 'X86_64');
    expect(known(process.pendingSignals).map(({ signal }) => signal)).toEqual(names('ShdPnd'));
    expect(known(main?.pendingSignals).map(({ signal }) => signal)).toEqual(names('SigPnd'));
    expect(known(main?.blockedSignals)).toEqual(names('SigBlk'));
    const withAction = (wanted: string) =>
      known(process.signalActions)
        .filter(({ action }) => action === wanted)
        .map(({ signal }) => signal);
    expect(withAction('ignore')).toEqual(names('SigIgn'));
    expect(withAction('handler')).toEqual(names('SigCgt'));
  });

  test('limits', () => {
    const lines = (procFile(pid, 'limits') ?? '').toString().trimEnd().split('\n').slice(1);
    const truth = lines.map((line) => line.slice(26).trim().split(/\s+/).slice(0, 2));
    const order = [
      ...['CPU', 'FSIZE', 'DATA', 'STACK', 'CORE', 'RSS', 'NPROC', 'NOFILE', 'MEMLOCK', 'AS'],
      ...['LOCKS', 'SIGPENDING', 'MSGQUEUE', 'NICE', 'RTPRIO', 'RTTIME'],
    ];
    const limits = known(processOf(pid).limits);
    expect(limits.map(({ resource }) => resource)).toEqual(order.map((each) => `RLIMIT_${each}`));
    expect(limits.map(({ soft, hard }) => [soft.toString(), hard.toString()])).toEqual(truth);
  });

  test('addresses and kernel flags of stat', () => {
    const process = processOf(pid);
    const stat = procStat(pid);
    const addresses = known(process.addresses);
    const fields = {
      ...{ start_code: 26, end_code: 27, start_stack: 28, start_data: 45, end_data: 46 },
      ...{ start_brk: 47, arg_start: 48, arg_end: 49, env_start: 50, env_end: 51 },
    };
    for (const [name, field] of Object.entries(fields)) {
      expect(addresses[name], name).toBe(stat(field));
    }
    expect(known(process.kernelFlags)).toBe(Number(stat(9)));
  });

  test('auxiliary vector', () => {
    const truth = procFile(pid, 'auxv') ?? Buffer.alloc(0);
    const pairs = known(processOf(pid).auxiliaryVector).map(({ type, value }) => [type, value]);
    const word = (index: number) => truth.readBigUInt64LE(8 * index);
    expect(pairs.length).toBeGreaterThan(15);
    expect(pairs).toEqual(pairs.map((_, index) => [word(2 * index), word(2 * index + 1)]));
    expect(word(2 * pairs.length)).toBe(0n);
  });
});
