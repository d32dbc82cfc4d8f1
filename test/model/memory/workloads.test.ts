import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../../src/archive/open.js';
import { isAbsent } from '../../../src/model/absent.js';
import { mapRowsOf, type MapRow } from '../../../src/model/memory/map-row.js';
import { findProcess, viewMemory, type MemoryView } from '../../../src/model/memory/memory-view.js';
import { kindsOf } from '../../../src/model/memory/region-filter.js';
import { onlyCheckpoint } from '../../support/open-checkpoint.js';

const WORKLOADS = fileURLToPath(new URL('../../../testdata/workloads/', import.meta.url));

async function viewOf(name: string): Promise<MemoryView> {
  const archive = await openArchive(`${WORKLOADS}${name}.tar.gz`, { keep: () => true });
  return viewMemory(onlyCheckpoint(archive));
}

/** Address, permissions, offset and name of each region. */
function kernelRows(name: string, pid: number): string[] {
  const text = readFileSync(`${WORKLOADS}${name}.proc/${pid}/maps`, 'utf8').trimEnd();
  // CRIU takes the two halves of vvar for one region.
  return text
    .replace(/^(\S+)-\S+( .*\[vvar\])\n\S+-(\S+) .*\[vvar_vclock\]$/m, '$1-$3$2')
    .split('\n')
    .map((line) => /^(\S+ \S+ \S+) \S+ \S+ *(.*)$/.exec(line)?.slice(1).join(' ') ?? line);
}

function textOf({ start, end, permissions, offset, name }: MapRow): string {
  const hex = (value: bigint) => value.toString(16).padStart(8, '0');
  return `${hex(start)}-${hex(end)} ${permissions} ${hex(offset)} ${name}`;
}

function rowsOf(view: MemoryView, pid: number): readonly MapRow[] {
  const rows = mapRowsOf(findProcess(view, pid));
  return isAbsent(rows) ? [] : rows;
}

const ALL = readdirSync(WORKLOADS)
  .filter((name) => name.endsWith('.proc'))
  .flatMap((directory) =>
    readdirSync(WORKLOADS + directory).map(
      (pid) => [directory.replace('.proc', ''), Number(pid)] as const,
    ),
  );

test.each(ALL)('regions of %s, process %i, are those of /proc/PID/maps', async (name, pid) => {
  expect(rowsOf(await viewOf(name), pid).map(textOf)).toEqual(kernelRows(name, pid));
});

describe('guard pages', () => {
  test('are told of the regions that they lie in', async () => {
    const view = await viewOf('guard');
    const guards = rowsOf(view, 9365).flatMap((row) =>
      row.guards.map(({ start, end }) => [row.start, start, end]),
    );
    expect(guards).toEqual([
      [0x630000000000n, 0x630000000000n, 0x630000001000n],
      [0x630000100000n, 0x630000100000n, 0x630000101000n],
      [0x631000000000n, 0x631000002000n, 0x631000003000n],
    ]);
  });

  test('have no bytes; the pages around them are as in any region', async () => {
    const { space } = findProcess(await viewOf('guard'), 9365);
    if (isAbsent(space)) throw new Error(space.absent);
    const told = [...space.extents(0x631000000000n, 0x631000010000n)].map(
      ({ start, end, backing }) => [
        Number(end - start) / 4096,
        backing.kind === 'stored' ? backing.origin : backing.reason,
      ],
    );
    expect(told).toEqual([
      ...[
        [1, 'pages'],
        [1, 'untouched'],
        [1, 'guard'],
      ],
      ...[
        [1, 'untouched'],
        [1, 'pages'],
        [11, 'untouched'],
      ],
    ]);
  });

  test('make a stack of the region above', async () => {
    const view = await viewOf('guard');
    const stacks = rowsOf(view, 9365).flatMap(({ start, threadStack }) =>
      threadStack === undefined ? [] : [[start, threadStack]],
    );
    expect(stacks).toEqual([
      [0x630000000000n, 9369],
      [0x630000100000n, 9371],
    ]);
  });
});

test('memory of huge pages, private and shared, is no memfd', async () => {
  const view = await viewOf('huge');
  const process = findProcess(view, 17113);
  if (isAbsent(process.space)) throw new Error(process.space.absent);
  const kinds = process.space.regions
    .filter((region) => process.nameOf(region) === '/anon_hugepage (deleted)')
    .map((region) => kindsOf(region, process));
  expect(kinds).toEqual([['shared'], ['anon']]);
  expect(view.memory.segmentIds().filter((id) => view.memory.isMemfd(id))).toEqual([]);
});
