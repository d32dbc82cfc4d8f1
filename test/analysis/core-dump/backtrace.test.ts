import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeMessage } from '../../../src/criu/write-message.js';
import { gdb, readelf, testWith } from '../../support/gdb.js';
import { madeProcess } from '../../support/made-process.js';
import { runProgram } from '../../support/run-program.js';
import { Scratch } from '../../support/scratch.js';
import { entry, imageBytes } from '../../support/wire.js';

const scratch = new Scratch();
const PAGE = 4096;

/** Where the program was loaded, which only the auxiliary vector and NT_FILE tell. */
const BASE = 0x5600_0000_0000n;
const STACK = 0x7ffc_0000_0000n;

/** A program that every machine with these tests has, with function names in its dynamic symbols. */
const PROGRAM = realpathSync('/bin/bash');

interface Mapping {
  readonly offset: bigint;
  readonly address: bigint;
  readonly end: bigint;
  readonly flags: string;
}

/** PT_LOADs of the program in whole pages, and what the auxiliary vector says of it. */
function programOf(): { mappings: Mapping[]; entryPoint: bigint; headers: number } {
  const text = readelf('readelf', ['-lW', PROGRAM]);
  const rows = text.matchAll(/^ +LOAD +(0x\w+) (0x\w+) 0x\w+ (0x\w+) 0x\w+ ([R W E]{3})/gm);
  const down = (value: bigint) => value & -BigInt(PAGE);
  const mappings = [...rows].map(([, offset = '0', address = '0', size = '0', flags = '']) => ({
    offset: down(BigInt(offset)),
    address: down(BigInt(address)),
    end: down(BigInt(address) + BigInt(size) + BigInt(PAGE - 1)),
    flags,
  }));
  const entryPoint = BigInt(/^Entry point (0x\w+)$/m.exec(text)?.[1] ?? '0');
  const headers = Number(/^There are (\d+) program headers/m.exec(text)?.[1] ?? '0');
  return { mappings, entryPoint, headers };
}

function addressOf(symbol: string): bigint {
  const table = readelf('readelf', ['--dyn-syms', '-W', PROGRAM]);
  const [, value] = new RegExp(`^ +\\d+: (\\w+) +\\d+ FUNC .* ${symbol}$`, 'm').exec(table) ?? [];
  if (value === undefined) throw new Error(`${PROGRAM} has no ${symbol}`);
  return BigInt(`0x${value}`);
}

/** A process that is about to run a function which another one called. */
function imagesOf(comm: string, inner: bigint, outer: bigint): string {
  const { mappings, entryPoint, headers } = programOf();
  // At the first instruction of a function nothing but the return address is on its stack.
  const stack = Buffer.alloc(PAGE);
  stack.writeBigUInt64LE(BASE + outer + 1n, 64);
  const reg = { id: 9, flags: 0, pos: 0n, name: PROGRAM, size: BigInt(statSync(PROGRAM).size) };
  return scratch.directory(comm, {
    ...madeProcess({
      march: 'X86_64',
      comm,
      registers: {
        thread_info: { clear_tid_addr: 0n, gpregs: { ip: BASE + inner, sp: STACK + 64n } },
      },
      mm: {
        exe_file_id: 9,
        mm_saved_auxv: [
          ...[3n, BASE + 64n, 4n, 56n, 5n, BigInt(headers)],
          ...[6n, BigInt(PAGE), 9n, BASE + entryPoint, 0n, 0n],
        ],
      },
      vmas: [
        ...mappings.map(({ offset, address, end, flags }) => ({
          ...{ start: BASE + address, end: BASE + end, pgoff: offset, shmid: 9n, flags: 2 },
          ...{ prot: flags.includes('E') ? 5 : 1, status: 0x41 },
        })),
        { start: STACK, end: STACK + BigInt(PAGE), prot: 3, status: 0x201 },
      ],
      pagemap: [{ vaddr: STACK, nr_pages: 1n, flags: 4 }],
      pages: stack,
    }),
    'files.img': imageBytes('FILES', [entry(writeMessage('file_entry', { type: 1, id: 9, reg }))]),
  });
}

testWith(['gdb', 'readelf'], 'with the program gdb names the functions of a backtrace', () => {
  const [inner, outer] = [addressOf('execute_command'), addressOf('parse_and_execute')];
  for (const [comm, ...options] of [
    ['bash'],
    // By its name gdb would not take it for that program; the build-id in its first page tells.
    ['renamed', '--sysroot', '/'],
  ] as const) {
    const images = imagesOf(comm, inner, outer);
    const directory = `${images}.cores`;
    const run = runProgram('checkpointctl', ['coredump', images, '-o', directory, ...options]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const session = gdb(join(directory, 'core.1'), ['bt', 'x/i $rip'], {
      sysroot: '/',
      program: PROGRAM,
    });
    expect(session.complaints).toEqual([]);
    expect(session.stdout).toMatch(/^#0 +0x0*56\w+ in execute_command \(\)/m);
    expect(session.stdout).toMatch(/^#1 +0x0*56\w+ in parse_and_execute \(\)/m);
    expect(session.stdout).toMatch(/^=> 0x56\w+ <execute_command>:\t\w/m);
  }
});
