import { expect, test } from 'vitest';
import { runHere } from '../support/run-here.js';

const run = (...args: string[]) => runHere('checkpointctl', ['registers', ...args]);

interface Row {
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly architecture: string;
  readonly registers: readonly {
    readonly name: string;
    readonly value_hex: string;
    readonly value?: number;
    readonly float?: unknown;
    readonly double?: unknown;
    readonly flags?: readonly string[];
  }[];
}

test('prints a thread as gdb does', async () => {
  const { stdout, stderr, status } = await run('article-crio.tar', '-p', '1');
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('rax            0x3d                61');
  expect(lines).toContain('rsp            0x7ffee9b791b8      0x7ffee9b791b8');
  expect(lines).toContain('eflags         0x202               [ IF ]');
  expect(lines).toContain('rdi            0xffffffff          4294967295');
  expect(lines.indexOf('gs             0x0                 0')).toBe(23);
});

test('has the values that rich-regs put in', async () => {
  const all = JSON.parse((await run('rich-plain', '--all', '--format', 'json')).stdout) as Row[];
  const row = all.find(({ name }) => name === 'rich-regs');
  const register = (name: string) => row?.registers.find((each) => each.name === name);
  expect(row?.architecture).toBe('x86-64');
  expect(register('rbx')?.value_hex).toBe('0x1111111111111111');
  expect(register('r12')?.value_hex).toBe('0x2222222222222222');
  expect(register('r15')?.value_hex).toBe('0x5555555555555555');
  expect(register('xmm7')?.double).toEqual(['3.1415899999999999', '-2.5']);
  expect(register('st0')?.float).toBe('3.14159265358979323851');
  expect(register('mxcsr')?.flags).toEqual(['IM', 'DM', 'ZM', 'OM', 'UM', 'PM']);
});

test('shows every thread under its name, and one alone without', async () => {
  const { stdout } = await run('app.tar.gz', '-p', '7');
  expect(stdout.match(/^Thread .*$/gm)).toEqual([
    'Thread 7 "python3" of process 7:',
    'Thread 8 "worker-0" of process 7:',
    'Thread 9 "worker-1" of process 7:',
    'Thread 10 "worker-2" of process 7:',
  ]);
  expect((await run('app.tar.gz', '--tid', '9')).stdout).toMatch(/^rax /);
});

test('a 32-bit program has the registers of i386', async () => {
  const rows = JSON.parse((await run('compat32', '--format', 'json')).stdout) as Row[];
  expect(rows.map(({ architecture, tid }) => [architecture, tid])).toEqual([
    ['i386', 9679],
    ['i386', 9681],
  ]);
  expect(rows[0]?.registers[0]).toMatchObject({ name: 'eax', value_hex: '0x1d', value: 29 });
});

test('processes that have ended are told, and no others', async () => {
  const { stderr, status } = await run('app.tar.gz');
  expect({ stderr, status }).toEqual({
    stderr: 'Note: process 12 has ended: no registers\n',
    status: 0,
  });
});

test('what is not there is an error', async () => {
  expect(await run('app.tar.gz', '-p', '99')).toMatchObject({
    stdout: '',
    stderr: 'Error: app.tar.gz: no process with PID 99 in the process tree\n',
    status: 1,
  });
  expect((await run('app.tar.gz', '-p', '8')).stderr).toBe(
    'Error: app.tar.gz: 8 is a thread of process 7, not a process\n',
  );
  expect((await run('app.tar.gz', '-p', '1', '--tid', '9')).stderr).toBe(
    'Error: app.tar.gz: no thread 9 of process 1 in the checkpoint\n',
  );
  expect((await run('app.tar.gz', '--tid', 'x')).stderr).toContain('not a thread ID');
});
