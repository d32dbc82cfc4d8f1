import { isAbsent } from '../../../model/absent.js';
import { hasTextRelocations } from '../../../formats/elf/dynamic-section.js';
import type { Area } from '../../../model/memory/areas.js';
import { isAbsentPages } from '../../../model/memory/backing.js';
import { mappedSource } from '../../../model/memory/mapped-source.js';
import type { Evidence, Seen } from '../finding.js';
import { jumpTarget } from '../jump-target.js';
import { loadedObjects, type LoadedObject } from '../loaded-objects.js';
import { changedRuns, type ChangedRun } from '../changed-runs.js';
import { codeAround } from '../code-around.js';
import { hasSavedPages, hex, regionSubject, savedBytes, savedPages } from '../region-pages.js';
import { readAt } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Scene } from '../scene.js';
import type { Suspect } from '../suspect.js';

/** Changes that are told of one region; the others are counted. */
const MOST_TOLD = 16;

const PAGE = 4096n;

export const modifiedCode: Rule = {
  id: 'modified-code',
  title: 'code of a file that was changed in memory',
  techniques: ['T1055', 'T1574'],
  severities: ['high', 'medium', 'low'],
  looksFor:
    'Private mappings of files that can be executed, and pages of them that the dump saved: CRIU saves a page of ' +
    'such a mapping only when the process has changed it, but for the page that CRIU itself writes to. With --sysroot each change is told with the symbol that ' +
    'it is in; without, that there is one.',
  innocent: 'Text relocations (DT_TEXTREL), breakpoints of debuggers (int3, brk), uprobes.',
  confirm: 'Compare with the file of the image; disassemble old and new bytes.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      sight.of(suspect.areas, `PID ${suspect.pid}`);
      for (const object of loadedObjects(scene.view, suspect)) {
        for (const area of object.areas) {
          const { region } = area;
          if (region?.executable !== true || region.shared || !hasSavedPages(area)) continue;
          yield* changesOf(scene, suspect, object, area);
        }
      }
    }
  },
};

function* changesOf(
  scene: Scene,
  suspect: Suspect,
  object: LoadedObject,
  area: Area,
): Generator<Seen> {
  const { file } = object;
  const subject = regionSubject(suspect, area);
  const next = readAt(suspect.pid, area.start);
  const mapped = area.region && scene.view.memory.mappedFile(area.region);
  if (mapped === undefined || isAbsentPages(mapped)) {
    const [first] = [...pagesOfItsOwn(suspect, area)];
    if (first === undefined) return;
    yield {
      severity: 'medium',
      subject,
      because: `${savedBytes(area)} bytes of pages of ${area.name} are the process's own: their code was changed, how far is not known without --sysroot`,
      caveat: 'text relocations and breakpoints change code as well',
      evidence: [{ pid: suspect.pid, address: first }],
      next,
    };
    return;
  }
  const compiler = suspect.justInTime;
  const isOfRuntime = file === undefined && compiler !== undefined;
  const relocates = file?.elf.dynamic !== undefined && hasTextRelocations(file.elf.dynamic);
  const changes = changedRuns(area, mappedSource(mapped, { member: area.name }));
  const told: Evidence[] = [];
  let count = 0;
  for (const change of changes) {
    count += 1;
    if (told.length < MOST_TOLD) told.push(evidenceOf(suspect, object, change));
  }
  const [first] = told;
  if (first === undefined) return;
  const target = targetOf(suspect, first);
  const isBreakpoints = told.every(isBreakpoint) && count <= MOST_TOLD;
  yield {
    severity: relocates || isOfRuntime ? 'low' : isBreakpoints ? 'medium' : 'high',
    subject,
    because:
      `code of ${area.name} was changed in ${count === 1 ? 'one place' : `${count} places`}, ` +
      `the first ${first.symbol === undefined ? 'at' : `in ${first.symbol} at`} ${hex(first.address ?? 0n)}` +
      (target === undefined ? '' : `: it jumps to ${hex(target)}${placeOf(suspect, target)}`),
    ...(relocates && {
      caveat: 'the object has text relocations, which change code as it is loaded',
    }),
    ...(isOfRuntime && {
      caveat: `it is no ELF file, and the process compiles as it runs (${compiler})`,
    }),
    ...(!relocates &&
      !isOfRuntime &&
      isBreakpoints && { caveat: 'they look like breakpoints of a debugger' }),
    evidence: told,
    next: readAt(suspect.pid, first.address ?? 0n, 64),
  };
}

/**
 * The saved pages but for one: to run code in a process, CRIU writes an instruction at the beginning of its first
 * executable region and puts back what was there (compel: find_executable_area), which leaves a page of its own.
 */
function* pagesOfItsOwn(suspect: Suspect, area: Area): Generator<bigint> {
  const { areas } = suspect;
  const first = isAbsent(areas)
    ? undefined
    : areas.find(({ region }) => region?.executable === true)?.start;
  for (const { start, end } of savedPages(area)) {
    const begin = start === first ? start + PAGE : start;
    if (begin < end) yield begin;
  }
}

function evidenceOf(suspect: Suspect, { file }: LoadedObject, change: ChangedRun): Evidence {
  const { address, now, original, member, offset } = change;
  const symbol = file?.elf.nameOf(address - file.bias);
  const { machine, pid } = suspect;
  const around = file === undefined ? undefined : codeAround(suspect, file, change);
  return {
    pid,
    address,
    bytes: now,
    original,
    member,
    offset,
    ...(symbol !== undefined && { symbol }),
    ...(machine !== undefined && { code: machine }),
    ...(around !== undefined && { around }),
  };
}

function targetOf({ machine }: Suspect, { address, bytes }: Evidence): bigint | undefined {
  if (address === undefined || bytes === undefined || machine === undefined) return undefined;
  return jumpTarget(bytes, address, machine);
}

function placeOf(suspect: Suspect, address: bigint): string {
  const area = suspect.areaAt(address);
  if (area === undefined) return ', which is not mapped';
  return ` in ${area.name === '' ? 'anonymous memory' : area.name} (${area.permissions})`;
}

/** int3 of x86, brk #0 of AArch64: one instruction in the place of another. */
function isBreakpoint({ bytes }: Evidence): boolean {
  if (bytes === undefined) return false;
  if (bytes.length === 1) return bytes[0] === 0xcc;
  return bytes.length <= 4 && Buffer.from(bytes).toString('hex').endsWith('20d4');
}
