import { beforeAll, describe, expect, test } from 'vitest';
import { securityOf, type SecurityResult } from '../../src/analysis/security.js';
import { known } from '../support/known.js';
import { procStatus, TRUE_PIDS } from '../support/kernel-truth.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

async function security(name: string, disassemble = false): Promise<SecurityResult> {
  const checkpoint = await openCheckpoint(name);
  try {
    return securityOf(checkpoint, { disassemble });
  } finally {
    checkpoint.archive.close();
  }
}

const layersOf = ({ confinement }: SecurityResult) =>
  Object.fromEntries(confinement.map(({ layer, confines }) => [layer, confines]));

const mainThread = (result: SecurityResult, comm: string) =>
  result.processes.find((process) => process.comm === comm)?.threads[0];

describe("the kernel's own account of app", () => {
  let result: SecurityResult;
  beforeAll(async () => {
    result = await security('app');
  });

  const living = TRUE_PIDS.filter((pid) => !procStatus(pid).get('State')?.startsWith('Z'));

  /** Bits of capability(7) by name, those that the checkpoint's processes have. */
  const BITS: Readonly<Record<string, number>> = {
    ...{ CAP_CHOWN: 0, CAP_DAC_OVERRIDE: 1, CAP_FOWNER: 3, CAP_FSETID: 4, CAP_KILL: 5 },
    ...{ CAP_SETGID: 6, CAP_SETUID: 7, CAP_SETPCAP: 8, CAP_NET_BIND_SERVICE: 10 },
    ...{ CAP_SYS_CHROOT: 18, CAP_SETFCAP: 31 },
  };

  test.each(living)('capabilities, no_new_privs and seccomp of %i', (pid) => {
    const status = procStatus(pid);
    const [main] = result.processes.find((process) => process.pid === pid)?.threads ?? [];
    const { capabilities, noNewPrivileges } = known(main?.rights);
    const bits = (names: readonly string[]) =>
      names.reduce((sum, name) => sum | (1n << BigInt(BITS[name] ?? 63)), 0n);
    const sets = {
      CapInh: capabilities.inheritable,
      CapPrm: capabilities.permitted,
      CapEff: capabilities.effective,
      CapBnd: capabilities.bounding,
      CapAmb: capabilities.ambient,
    };
    for (const [line, names] of Object.entries(sets)) {
      expect(bits(names).toString(16).padStart(16, '0'), line).toBe(status.get(line));
    }
    expect(noNewPrivileges).toBe(status.get('NoNewPrivs') === '1');
    const { mode, filters } = known(main?.seccomp);
    expect(['disabled', 'strict', 'filter'].indexOf(mode)).toBe(Number(status.get('Seccomp')));
    expect(filters.length).toBe(Number(status.get('Seccomp_filters')));
  });

  test('a zombie has no rights any more', () => {
    expect(result.processes.find(({ pid }) => pid === 12)?.threads).toEqual([]);
  });

  test('nothing was asked for beyond what Podman gives', () => {
    for (const process of result.processes.filter(({ threads }) => threads.length > 0)) {
      expect(process.comparedWithDefault).toEqual({ added: [], dropped: [] });
      expect(process.comparedWithSpec).toEqual({ added: [], dropped: [] });
    }
  });

  test('the verdict', () => {
    expect(layersOf(result)).toEqual({
      seccomp: 'yes',
      'security-module': 'no',
      capabilities: 'yes',
      'user-namespace': 'no',
      'no-new-privileges': 'no',
      'masked-paths': 'yes',
      'read-only-paths': 'yes',
      'read-only-root': 'no',
    });
  });
});

describe('other checkpoints', () => {
  test('userns: ids are mapped', async () => {
    const result = await security('userns');
    expect(known(result.processes[0]?.userNamespace)).toEqual({
      kind: 'own',
      // As in the name of userns-14.img.
      id: 14,
      uid_map: [{ inside: 0, outside: 200000, count: 65536 }],
      gid_map: [{ inside: 0, outside: 300000, count: 65536 }],
    });
    expect(layersOf(result)).toMatchObject({ 'user-namespace': 'yes' });
  });

  test("article-crio: CRI-O's annotation", async () => {
    const result = await security('article-crio');
    expect(result.engine).toBe('CRI-O');
    expect(known(result.spec).seccompProfilePath).toBe('Unconfined');
  });

  test('rich-plain: hardly confined, and without metadata', async () => {
    const result = await security('rich-plain');
    expect(result.warnings).toEqual([]);
    expect(result.spec).toEqual({ absent: 'there is no spec.dump' });
    expect(layersOf(result)).toMatchObject({ capabilities: 'no', 'masked-paths': 'unknown' });
    const capabilities = result.confinement.find(({ layer }) => layer === 'capabilities');
    expect(capabilities?.because).toContain('CAP_SYS_ADMIN');
    expect(layersOf(result)).toMatchObject({ seccomp: 'partly', 'no-new-privileges': 'partly' });
  });

  test('rich-plain: filters and their chain, disassembled', async () => {
    const result = await security('rich-plain', true);
    expect(known(mainThread(result, 'rich-seccomp')?.seccomp)).toEqual({
      mode: 'filter',
      filters: [0],
    });
    expect(known(mainThread(result, 'rich-seccomp2')?.seccomp)).toEqual({
      mode: 'filter',
      filters: [2, 1],
    });
    expect(known(mainThread(result, 'rich-seccomp')?.rights).noNewPrivileges).toBe(true);
    const filters = known(result.filters);
    expect(filters.map(({ flags }) => flags.length)).toEqual([1, 2, 1]);
    const acct = ['A = sys_number', 'if (A != acct) goto 0003', 'return ERRNO(95)', 'return ALLOW'];
    expect(filters[0]?.lines?.map(({ text }) => text)).toEqual(acct);
    const swapon = acct.map((text) => text.replace('acct', 'swapon'));
    expect(filters[1]?.lines?.map(({ text }) => text)).toEqual(swapon);
  });

  test("rich-podman: every one of Podman's filters ends in an answer", async () => {
    const filters = known((await security('rich-podman', true)).filters);
    expect(filters.length).toBe(22);
    for (const { lines, instructions } of filters) {
      expect(lines?.length).toBe(instructions);
      expect(lines?.at(-1)?.text).toMatch(/^return /);
      expect(lines?.filter(({ text }) => /unknown|undefined/.test(text))).toEqual([]);
    }
  });

  test.each(['old-v3.3', 'old-v3.19'])('%s: rights in old images', async (name) => {
    const result = await security(name);
    expect(result.warnings).toEqual([]);
    const { capabilities } = known(mainThread(result, 'rich-init')?.rights);
    expect(capabilities.bounding).toContain('CAP_SYS_ADMIN');
  });
});
