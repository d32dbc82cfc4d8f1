import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../../support/run-here.js';
import { Scratch } from '../../support/scratch.js';

/** 35 processes with behaviours of attackers and benign twins; see testdata/README.md. */
const ARCHIVE = '../malware/malware-bare.tar.xz';
const SYSROOT = new URL('../../../testdata/malware/sysroot.tar.gz', import.meta.url);

interface Row {
  readonly rule: string;
  readonly severity: string;
  readonly pid: number | null;
  readonly address: number | null;
  readonly because: string;
  readonly evidence: readonly {
    readonly address?: number;
    readonly symbol?: string;
    readonly bytes?: string;
    readonly original_bytes?: string;
  }[];
}

let alone: readonly Row[] = [];
let withFiles: readonly Row[] = [];
const scratch = new Scratch();

const sysroot = join(scratch.path, 'sysroot');

beforeAll(async () => {
  await unpack(gunzipSync(readFileSync(SYSROOT)), sysroot);
  alone = await findingsOf(ARCHIVE);
  withFiles = await findingsOf(ARCHIVE, '--sysroot', sysroot);
}, 60_000);

describe('what was planted is found in its process, at its address', () => {
  // From the notes of who planted it.
  it.each([
    ['anonymous code that a thread was not caught in', 'anonymous-executable', 34, 0x500000200000],
    ['code that can be written', 'writable-executable', 34, 0x500000000000],
    ['the same with a page of zeros before it', 'writable-executable', 34, 0x500000100000],
    ['code behind PROT_NONE', 'inaccessible-pages', 34, 0x500000400000],
    ['a memfd mapped to write and to execute', 'memfd-executable', 34, 0x500000310000],
    ['what an inline hook leads to', 'anonymous-executable', 38, 0x510000000000],
    ['an inline hook in libc', 'modified-code', 38, undefined],
    ['a slot that leads to anonymous memory', 'got-hook', 42, 0x7fdab4f75000],
    ['a library that was injected and deleted', 'deleted-executable', 47, undefined],
    ['LD_PRELOAD', 'library-injection', 53, undefined],
    ['a name of a kernel thread', 'kernel-thread-mask', 60, undefined],
    ['the same of a program in a memfd', 'kernel-thread-mask', 27, undefined],
    ['a program in a memfd', 'memfd-executable', 27, undefined],
    ['a program that was deleted', 'deleted-executable', 29, undefined],
    ['a shell on a socket', 'shell-on-socket', 70, undefined],
    ['a packet socket', 'sniffer', 84, undefined],
    ['a stack with code', 'executable-stack', 94, undefined],
    ['a heap with code', 'executable-heap', 94, 0x558303e04000],
    ['a set-id process', 'set-id', 101, undefined],
    ['a program that was loaded by hand', 'hidden-elf', 132, 0x541000000000],
    ['its code, with its header wiped', 'anonymous-executable', 132, 0x542000001000],
    ['a copy of a file that begins within a page', 'hidden-elf', 132, 0x540000000120],
    ['the same as a program without its header', 'wiped-header', 132, 0x542000000000],
    ['a program in a pipe and in a socket', 'hidden-elf', 132, undefined],
    ['a program in a memfd and in a deleted file', 'hidden-elf', 64, undefined],
    ['the memory of another process, open for writing', 'memory-of-another', 148, undefined],
  ])('%s', (_what, rule, pid, address) => {
    const found = alone.filter((row) => row.rule === rule && row.pid === pid);
    expect(found.length).toBeGreaterThan(0);
    if (address === undefined) return;
    const addresses = found.flatMap((row) => [row.address ?? 0]);
    // Of a region the first bytes that are no zeros are told.
    expect(addresses.some((each) => each >= address && each < address + 0x4000)).toBe(true);
  });

  it('with the files, a hook has its symbol, old and new bytes and its target', () => {
    const [hook] = withFiles.filter(({ rule, pid }) => rule === 'modified-code' && pid === 38);
    expect(hook?.severity).toBe('high');
    expect(hook?.because).toContain('it jumps to 0x510000000000 in anonymous memory');
    expect(hook?.evidence[0]).toMatchObject({
      address: 0x7fcaf15b60b0,
      symbol: 'getenv',
      bytes: 'ff25000000000000000000510000',
      original_bytes: '415741564155415455534883ec08',
    });
  });

  it('-v shows a hook by its instructions and both ends of the connection of a shell', async () => {
    const { stdout } = await runHere('checkpointctl', [
      ...['triage', ARCHIVE, '--sysroot', sysroot, '-v'],
      ...['--rule', 'modified-code', '--rule', 'shell-on-socket'],
    ]);
    expect(stdout).toMatch(
      /41 57 +push r15 +\| {2}7fcaf15b60b0 {2}ff 25 00 00 00 00 +jmp qword ptr/,
    );
    // The peer is process 68, which listens at port 4444.
    expect(stdout).toMatch(/127\.0\.0\.1:4444: PID 68 \(c2\) descriptor 4\n/);
    expect(stdout).toContain(`Next: checkpointctl ss ${ARCHIVE} --pid 70\n`);
    expect(stdout).toMatch(new RegExp(`Next: checkpointctl read .* -p 38 --sysroot ${sysroot}\n`));
  });

  it('with the files, a slot that leads into the wrong object is told with its symbol', () => {
    const [hook] = withFiles.filter(({ rule, pid }) => rule === 'got-hook' && pid === 38);
    expect(hook?.evidence[0]).toMatchObject({ address: 0x55d1f47885c0, symbol: 'rand' });
    expect(hook?.because).toContain('leads to 0x55d1f4786239 in /opt/app/hook');
    const [other] = withFiles.filter(({ rule, pid }) => rule === 'got-hook' && pid === 42);
    expect(other?.evidence[0]?.symbol).toBe('getppid');
  });

  it('with the files, a stack is executable because the program asks for it', () => {
    const stack = withFiles.filter(({ rule }) => rule === 'executable-stack');
    expect(stack.map(({ severity }) => severity)).toEqual(['low']);
  });
});

describe('what is benign', () => {
  it.each([
    ['code that a compiler wrote and then closed', 0x500000200000, ['high']],
    ['a region that was never touched', 0x500000500000, ['high', 'medium', 'low']],
    ['a region with text and no code', 0x500000600000, ['high']],
  ])('%s is not told as more than it is', (_what, address, never) => {
    const found = alone.filter((row) => row.pid === 34 && row.address === address);
    expect(found.filter(({ severity }) => never.includes(severity))).toEqual([]);
  });

  it('the page that CRIU writes to is no change of code', () => {
    const pids = alone.filter(({ rule }) => rule === 'modified-code').map(({ pid }) => pid);
    expect(pids).toEqual([38]);
  });

  it('a program that is not moved has stubs that stand for functions of libraries', () => {
    expect(withFiles.filter(({ rule, pid }) => rule === 'got-hook' && pid === 251)).toEqual([]);
  });

  it.each([
    'article-crio.tar',
    'app.tar.gz',
    'counter-zstd.tar.zst',
    'rich-podman.tar',
    'rich-plain',
    'userns.tar',
    'pod.tar',
    'old-v3.3',
    '../workloads/odd.tar.gz',
    '../workloads/guard.tar.gz',
    '../workloads/huge.tar.gz',
  ])('nothing in %s is high', async (archive) => {
    const rows = await findingsOf(archive);
    expect(rows.filter(({ severity }) => severity === 'high')).toEqual([]);
  });
});

async function findingsOf(archive: string, ...options: readonly string[]): Promise<Row[]> {
  const { stdout } = await runHere('checkpointctl', [
    'triage',
    archive,
    '--format',
    'json',
    ...options,
  ]);
  return JSON.parse(stdout) as Row[];
}

async function unpack(tar: Uint8Array, directory: string): Promise<void> {
  const files = extract();
  files.end(tar);
  for await (const entry of files) {
    const path = join(directory, entry.header.name);
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    mkdirSync(dirname(path), { recursive: true });
    if (entry.header.type === 'file') writeFileSync(path, Buffer.concat(chunks));
  }
}
