import type { ProcessRegions } from '../../analysis/inspection/process-details.js';
import { isAbsent } from '../../model/absent.js';
import { formatBytes } from '../byte-size.js';
import { addressRange, hexAddress } from '../maps.js';
import { regionLabel } from '../region-label.js';
import { node, type TreeNode } from '../tree.js';
import { listText, type FactLine } from './fact-lines.js';

type Region = Exclude<ProcessRegions, { absent: string }>[number];

/** A line for each region, as in /proc/PID/maps. */
export function mapsNode(maps: ProcessRegions): TreeNode | [FactLine] {
  if (isAbsent(maps)) return [['Memory map', maps]];
  return node(
    `Memory map${maps.length === 0 ? ': none' : ''}`,
    maps.map((region) => node(lineOf(region))),
  );
}

/** How much there is, of which files, and the regions that stand out. */
export function mapsSummary(maps: ProcessRegions): TreeNode | [FactLine] {
  if (isAbsent(maps)) return [['Memory map', maps]];
  const size = maps.reduce((sum, { start, end }) => sum + (end - start), 0n);
  const files = [...new Set(maps.map(({ name }) => name).filter((name) => name.startsWith('/')))];
  const odd = maps.filter(isOdd);
  const count = maps.length === 1 ? '1 region' : `${maps.length} regions`;
  return node(
    `Memory map: ${count}, ${formatBytes(Number(size))}; files: ${listText(files)}`,
    odd.map((region) => node(lineOf(region))),
  );
}

/**
 * What code can be written to, or runs from where no file is; a mapped file that is not there any more.
 * Pages of the kernel's own, such as [vdso], are executable in every process.
 */
function isOdd({ permissions, name }: Region): boolean {
  const isFile = name.startsWith('/') && !NEVER_A_FILE.test(name);
  if (!permissions.includes('x')) return isFile && name.endsWith(' (deleted)');
  const isGone = name.endsWith(' (deleted)');
  return permissions.includes('w') || isGone || !(isFile || KERNEL.has(name));
}

/** Names that the kernel gives to shared memory, of which it always says that they are deleted. */
const NEVER_A_FILE = /^\/(?:dev\/zero|SYSV[0-9a-f]{8}|memfd:.*|anon_hugepage) \(deleted\)$/s;

const KERNEL: ReadonlySet<string> = new Set(['[vdso]', '[vsyscall]', '[uprobes]']);

function lineOf(region: Region): string {
  const { permissions, offset } = region;
  const line = `${addressRange(region)} ${permissions} ${hexAddress(offset)} ${regionLabel(region)}`;
  return line.trimEnd();
}
