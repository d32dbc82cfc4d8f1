import { readElfObject } from '../../../formats/elf/elf-object.js';
import { isAbsent } from '../../../model/absent.js';
import type { Area } from '../../../model/memory/areas.js';
import { copySize, sectionsEnd } from '../../recover/programs/images-in-memory.js';
import { MACHINE_NAMES } from '../machine-names.js';
import type { ContentPlace } from '../../../model/contents/place.js';
import type { FoundHeader } from '../elf-headers.js';
import { ARCHIVE, type Evidence, type Seen } from '../finding.js';
import { hex, readMemory, regionSubject } from '../region-pages.js';
import { printFile, takeOut } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Scene } from '../scene.js';
import type { Suspect } from '../suspect.js';

export const hiddenElf: Rule = {
  id: 'hidden-elf',
  title: 'a program in memory, a queue or a deleted file',
  techniques: ['T1620'],
  severities: ['high', 'medium'],
  looksFor:
    'A valid ELF header at the beginning of a page that no named file is behind: in anonymous memory, memfds, ' +
    'System V segments and shared anonymous memory, or the whole copy of a file anywhere in them; in deleted files that were kept; in queues of pipes and sockets.',
  innocent: 'Linkers, debuggers and installers that have a program in a buffer; a library cache.',
  confirm: 'Take it out and look at it with readelf and a scanner.',
  async *look(scene) {
    const wanted = new Set(scene.chosen.map(({ pid }) => pid));
    for (const found of await scene.elfHeaders.all()) {
      const seen = inMemory(scene, found) ?? inSegment(scene, found) ?? inPlace(scene, found);
      if (seen === undefined) continue;
      if ('pid' in seen.subject && !wanted.has(seen.subject.pid)) continue;
      yield seen;
    }
  },
};

function inMemory(scene: Scene, found: FoundHeader): Seen | undefined {
  const { where } = found;
  if (where.kind !== 'memory') return undefined;
  const suspect = scene.process(where.pid);
  const area = suspect?.areaAt(where.address);
  if (suspect === undefined || area?.region === undefined || isOfNamedFile(area)) return undefined;
  if (where.address % PAGE !== 0n && !isWholeCopy(suspect, area, found)) return undefined;
  const isLoaded = area.region.executable || hasExecutableNeighbour(scene, found);
  const unpacker = isLoaded ? unpackerOf(suspect, area) : undefined;
  return {
    severity: isLoaded && unpacker === undefined ? 'high' : 'medium',
    subject: regionSubject(suspect, area),
    because:
      `an ELF header (${describe(found)}) in ${area.name === '' ? 'anonymous memory' : area.name} ` +
      `at ${hex(where.address)}` +
      (where.address % PAGE === 0n ? '' : `, with the whole file behind it`) +
      (isLoaded ? ', laid out to be run' : ''),
    ...(!isLoaded && { caveat: 'a program that is read into a buffer looks the same' }),
    ...(unpacker !== undefined && {
      caveat: `${unpacker} unpacks libraries, loads and removes them`,
    }),
    evidence: [
      {
        pid: suspect.pid,
        address: where.address,
        ...evidenceOf(found),
        bytes: found.bytes,
      },
    ],
    next: takeOut('executables', suspect.pid),
  };
}

const PAGE = 4096n;

/**
 * Elsewhere than at a page only a copy of a file counts: its table of sections is where the header says. Most headers
 * that are data of something else have none there, and no more of them is read.
 */
function isWholeCopy(suspect: Suspect, { end }: Area, { where, header }: FoundHeader): boolean {
  if (where.kind !== 'memory') return false;
  const read = (at: bigint, length: number) => readMemory(suspect.memory, at, length);
  if (sectionsEnd(header, where.address, { end }, read) === undefined) return false;
  const object = readElfObject(read, where.address);
  return object !== undefined && copySize(object, where.address, { end }, read) !== undefined;
}

/** The runtime that keeps native libraries in archives, where a deleted file is a library of it and not the program. */
function unpackerOf(suspect: Suspect, { region, name }: Area): string | undefined {
  const path = name.replace(/ \(deleted\)$/, '');
  if (region?.backing.kind !== 'file' || path === suspect.exePath) return undefined;
  const runtime = suspect.justInTime;
  return runtime === 'Java' || runtime === 'JavaScript' || runtime === '.NET' ? runtime : undefined;
}

/** The kernel's own vdso is an object as well. */
function isOfNamedFile({ region, name }: Area): boolean {
  const kind = region?.backing.kind;
  return kind === 'kernel' || (kind === 'file' && !name.endsWith(' (deleted)'));
}

/** As the segments of an object that was loaded: the next region goes on where this one ends, and has code. */
function hasExecutableNeighbour(scene: Scene, { where }: FoundHeader): boolean {
  if (where.kind !== 'memory') return false;
  const suspect = scene.process(where.pid);
  const area = suspect?.areaAt(where.address);
  if (suspect === undefined || area?.region === undefined || isAbsent(suspect.areas)) return false;
  const next = suspect.areas.find(({ start }) => start === area.end);
  return next?.region?.executable === true && next.region.backing.kind === area.region.backing.kind;
}

/** In shared memory that nobody has mapped: most often a memfd that is open. */
function inSegment(scene: Scene, found: FoundHeader): Seen | undefined {
  const { where } = found;
  if (where.kind !== 'segment') return undefined;
  const holder = findHolder(scene, where.id);
  const name = holder?.name ?? `shared memory ${where.id}`;
  const subject =
    holder === undefined
      ? ({ kind: 'file', path: name } as const)
      : ({ ...holder.suspect.subject, kind: 'descriptor', fd: holder.fd, target: name } as const);
  return {
    severity: 'medium',
    subject,
    because: `an ELF header (${describe(found)}) in ${name}, which no process has mapped`,
    caveat: 'runc starts itself from a memfd like this',
    evidence: [{ ...evidenceOf(found), bytes: found.bytes }],
    next:
      holder === undefined
        ? ['recover', ARCHIVE, '--list', 'shm', 'memfds']
        : takeOut('memfds', holder.suspect.pid),
  };
}

/** memfd_inode_entry.shmid is the segment with its contents. */
function findHolder(
  scene: Scene,
  segment: bigint,
): { suspect: Suspect; fd: number; name: string } | undefined {
  for (const suspect of scene.processes) {
    const { descriptors } = suspect.files;
    if (isAbsent(descriptors)) continue;
    for (const { fd, file } of descriptors) {
      if (file.type !== 'MEMFD' || isAbsent(file.shmid) || BigInt(file.shmid) !== segment) continue;
      return { suspect, fd, name: isAbsent(file.name) ? 'a memfd' : `/memfd:${file.name}` };
    }
  }
  return undefined;
}

function evidenceOf({ member, offset }: FoundHeader): Evidence {
  return { ...(member !== undefined && { member }), ...(offset !== undefined && { offset }) };
}

function inPlace(scene: Scene, found: FoundHeader): Seen | undefined {
  const { where } = found;
  if (where.kind !== 'place') return undefined;
  const { place, at } = where;
  // Within a deleted file, a second header is data of the first.
  if (place.kind === 'ghosts' && at !== 0) return undefined;
  const [holder] = place.holders;
  return {
    severity: 'medium',
    subject: heldSubject(scene, place),
    because:
      `an ELF header (${describe(found)}) in ${place.name}` +
      (holder === undefined ? '' : `, which process ${holder.pid} has`),
    caveat: 'programs are copied and updated like this, too',
    evidence: [
      {
        bytes: found.bytes,
        ...(holder !== undefined && { pid: holder.pid }),
        member: found.member ?? place.member,
        offset: found.offset ?? at,
      },
    ],
    next: nextOf(place),
  };
}

function nextOf({ kind, holders, member }: ContentPlace): readonly string[] {
  const [holder] = holders;
  if (holder === undefined) return printFile(member);
  return takeOut(kind === 'ghosts' ? 'ghosts' : 'queues', holder.pid);
}

/** Who has it open can be told only where the images tell the descriptor, too. */
function heldSubject(scene: Scene, { name, holders }: ContentPlace): Seen['subject'] {
  for (const { pid, fd } of holders) {
    const suspect = scene.process(pid);
    if (suspect === undefined) continue;
    if (fd === undefined) return suspect.subject;
    return { ...suspect.subject, kind: 'descriptor', fd, target: name };
  }
  return { kind: 'file', path: name };
}

function describe({ header }: FoundHeader): string {
  const { wide, type, machine } = header;
  const name = MACHINE_NAMES[machine] ?? `machine ${machine}`;
  return `${wide ? 64 : 32}-bit ${type}, ${name}`;
}
