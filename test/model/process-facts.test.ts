import { describe, expect, test } from 'vitest';
import { AddressSpace } from '../../src/model/memory/address-space.js';
import type { SavedPages } from '../../src/model/memory/saved-pages.js';
import { memorySource } from '../../src/bytes/byte-source.js';
import { absentPages } from '../../src/model/memory/backing.js';
import {
  readCommandLine,
  readEnvironment,
} from '../../src/model/process-facts/argument-strings.js';
import { ExtentBudget } from '../../src/model/memory/extent-budget.js';
import { personalityOf } from '../../src/model/process-facts/personality.js';
import { signalName, signalSet } from '../../src/model/process-facts/signals.js';
import { capabilitiesOf, isFullSet } from '../../src/model/security/capabilities.js';
import { seccompStateOf, type SeccompFilter } from '../../src/model/security/seccomp.js';
import { isConfinedLabel, threadRightsOf } from '../../src/model/security/thread-rights.js';

const NOTHING_BEHIND = { segment: () => undefined, file: () => absentPages('mapped-file') };

/** Memory from address 0x1000 on; `?` are bytes that a parent image has. */
function memory(text: string): AddressSpace {
  const bytes = Buffer.from(text.replace(/\?/g, '\0'));
  const source = memorySource(bytes, {});
  const pages: SavedPages = {
    within: () => [],
    at(address, limit) {
      const at = Number(address - 0x1000n);
      const end = address + 1n < limit ? address + 1n : limit;
      if (at >= text.length) return { backing: undefined, end: limit };
      if (text[at] === '?') return { backing: absentPages('parent-missing'), end };
      return {
        backing: { kind: 'stored', origin: 'pages', member: 'pages-1.img', source, offset: at },
        end,
      };
    },
  };
  return new AddressSpace(
    { regions: [], guards: [] },
    pages,
    NOTHING_BEHIND,
    4096n,
    new ExtentBudget({}),
  );
}

const WHY = 'in a parent image that is not here';

describe('strings in memory', () => {
  const args = (text: string, length = text.length) =>
    readCommandLine(memory(text), {
      mm_arg_start: 0x1000n,
      mm_arg_end: 0x1000n + BigInt(length),
    });
  const env = (text: string) =>
    readEnvironment(memory(text), {
      mm_env_start: 0x1000n,
      mm_env_end: 0x1000n + BigInt(text.length),
    });

  test('arguments are kept exactly, empty ones too', () => {
    expect(args('a\0\0b c\0')).toEqual({ entries: ['a', '', 'b c'] });
    expect(args('')).toEqual({ entries: [] });
  });

  test('entries of the environment without = stay, empty ones do not', () => {
    expect(env('A=1\0my proc title\0\0\0=x\0B=')).toEqual({
      entries: ['A=1', 'my proc title', '=x', 'B='],
    });
  });

  test('a title that runs over the end of the arguments', () => {
    expect(args('nginx: worker\0X=1\0', 6)).toEqual({ entries: ['nginx: worker'] });
    expect(args('nginx: worker\0rest', 18)).toEqual({ entries: ['nginx: worker'] });
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.from([0x61, 0xff, 0]);
    const source = memorySource(bytes, {});
    const pages: SavedPages = {
      within: () => [],
      at: (_, limit) => ({
        backing: { kind: 'stored', origin: 'pages', member: '', source, offset: 0 },
        end: limit,
      }),
    };
    const space = new AddressSpace(
      { regions: [], guards: [] },
      pages,
      NOTHING_BEHIND,
      4096n,
      new ExtentBudget({}),
    );
    expect(readCommandLine(space, { mm_arg_start: 0n, mm_arg_end: 3n })).toEqual({
      entries: ['a\udcff'],
    });
  });

  test('what touches missing bytes is left out', () => {
    expect(args('a\0b??\0c\0d\0')).toEqual({ entries: ['a', 'c', 'd'], incomplete: WHY });
    expect(args('??b\0c\0')).toEqual({ entries: ['c'], incomplete: WHY });
    expect(args('a\0b\0??')).toEqual({ entries: ['a', 'b'], incomplete: WHY });
    expect(args('????')).toEqual({ absent: WHY });
  });

  test('forged addresses', () => {
    const space = memory('');
    const told = (start: bigint, end: bigint) =>
      readCommandLine(space, { mm_arg_start: start, mm_arg_end: end });
    expect(told(5n, 4n)).toEqual({ absent: expect.stringMatching(/contradict/) as string });
    expect(told(0n, 2n ** 64n - 1n)).toEqual({
      absent: expect.stringMatching(/more than 16 MiB/) as string,
    });
  });
});

test('signals of most machines and of MIPS', () => {
  expect(
    [1, 10, 17, 31, 32, 34, 35, 64, 65, 0].map((number) => signalName(number, 'X86_64')),
  ).toEqual([
    'SIGHUP',
    'SIGUSR1',
    'SIGCHLD',
    'SIGSYS',
    '32',
    'SIGRTMIN',
    'SIGRTMIN+1',
    'SIGRTMAX',
    '65',
    '0',
  ]);
  expect([10, 17, 18, 65].map((number) => signalName(number, 'MIPS'))).toEqual([
    ...['SIGBUS', 'SIGUSR2', 'SIGCHLD', 'SIGRTMIN+31'],
  ]);
  expect(signalSet(0x10001n, 'X86_64')).toEqual(['SIGHUP', 'SIGCHLD']);
  expect(signalSet(0n, 'MIPS', 1n)).toEqual(['SIGRTMIN+31']);
});

test('personality', () => {
  expect(personalityOf(0x0040008).names).toEqual(['PER_LINUX32', 'ADDR_NO_RANDOMIZE']);
  expect(personalityOf(0x80000000).names).toEqual(['PER_LINUX', '0x80000000']);
});

describe('rights', () => {
  test('capabilities: low word first, unknown ones by number', () => {
    expect(
      capabilitiesOf({ cap_eff: [0x200001, 0x80000100], cap_bnd: [0xffffffff, 0x1ff] }),
    ).toMatchObject({
      effective: ['CAP_CHOWN', 'CAP_SYS_ADMIN', 'CAP_CHECKPOINT_RESTORE', 'CAP_63'],
      permitted: [],
    });
    const all = capabilitiesOf({ cap_bnd: [0xffffffff, 0x3f] }).bounding;
    expect(isFullSet(all)).toBe(true);
    expect(isFullSet(all.filter((name) => name !== 'CAP_SYS_MODULE'))).toBe(false);
  });

  test.each<[number | undefined, string | undefined, string, boolean]>([
    [2, 'containers-default-0.44', 'AppArmor', true],
    [2, 'unconfined', 'AppArmor', false],
    [1, 'system_u:system_r:container_t:s0:c1,c2', 'SELinux', true],
    [1, 'system_u:system_r:spc_t:s0', 'SELinux', false],
    [1, 'unconfined_u:unconfined_r:unconfined_t:s0', 'SELinux', false],
    [0, undefined, 'none', false],
    [undefined, 'odd', 'unknown', true],
  ])('label: type %s, %s', (lsmtype, profile, module, confined) => {
    const { label } = threadRightsOf(
      { ...(profile !== undefined && { lsm_profile: profile }), secbits: 0x30 },
      { ...(lsmtype !== undefined && { lsmtype }) },
    );
    expect(label.module).toBe(module);
    expect(isConfinedLabel(label)).toBe(confined);
  });

  test('securebits and no_new_privs', () => {
    expect(threadRightsOf({ secbits: 0x30, no_new_privs: 1 }, {})).toMatchObject({
      secureBits: ['SECBIT_KEEP_CAPS', 'SECBIT_KEEP_CAPS_LOCKED'],
      noNewPrivileges: true,
    });
  });
});

describe('chains of seccomp filters', () => {
  const filter = (index: number, previous?: number): SeccompFilter => ({
    ...{ index, bytes: new Uint8Array(), bigEndian: false, flags: [] },
    ...(previous !== undefined && { previous }),
  });
  const state = (last: number, filters: SeccompFilter[]) =>
    seccompStateOf({ thread_core: { seccomp_mode: 2, seccomp_filter: last } }, filters);

  test('the last installed comes first', () => {
    expect(state(2, [filter(0), filter(1, 0), filter(2, 1)])?.filters).toEqual([2, 1, 0]);
  });

  test('a circle, and an index that points nowhere', () => {
    expect(state(0, [filter(0, 1), filter(1, 0)])).toEqual({
      ...{ mode: 'filter', filters: [0, 1], broken: 'filter 0 leads back to itself' },
    });
    expect(state(7, [filter(0)])).toEqual({
      ...{ mode: 'filter', filters: [], broken: 'seccomp.img has no filter 7' },
    });
  });

  test('old images tell it of the process', () => {
    const core = { tc: { old_seccomp_mode: 2, old_seccomp_filter: 0 } as never };
    expect(seccompStateOf(core, [filter(0)])).toEqual({ mode: 'filter', filters: [0] });
    expect(seccompStateOf({ tc: {} }, [])).toEqual({ mode: 'disabled', filters: [] });
    expect(seccompStateOf({ thread_core: {} }, [])).toBeUndefined();
  });
});
