import { append } from '../../bytes/append.js';
import { isAbsent, type Fact } from '../../model/absent.js';
import { describeDescriptor } from '../../model/describe/describe-descriptor.js';
import {
  readDescriptors,
  type Descriptor,
  type ProcessFiles,
} from '../../model/descriptors/descriptors.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import type { OpenFile } from '../../model/descriptors/open-file.js';
import type { Change, SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import type { FactTexts } from './fact-texts.js';
import type { PairedProcesses } from './pair-processes.js';
import type { Side } from './side.js';
import { pipeNames } from './pipe-names.js';
import { nameOf, type PairedSockets } from './sockets.js';

/** Descriptors that are new and gone, and those that lead elsewhere or are at another place in their file. */
export function descriptorChanges(
  before: Side,
  after: Side,
  pairs: PairedProcesses,
  sockets: PairedSockets,
): SectionChanges {
  // A socket that changed is one and the same: what of it changed is told of the socket.
  const names = new Map<OpenFile, string>([
    ...pipeNames(before, after, pairs),
    ...[...sockets.gone, ...sockets.added].map((socket) => [socket, nameOf(socket, true)] as const),
    ...sockets.both.flatMap((pair) => {
      const name = nameOf(pair.before, true);
      return [[pair.before, name] as const, [pair.after, name] as const];
    }),
  ]);
  const [was, is] = [fileContextOf(before.checkpoint), fileContextOf(after.checkpoint)];
  const told = new ToldDescriptors();
  for (const pair of pairs.both) {
    // Of a process that has ended since its state tells it.
    if (pair.before.ended || pair.after.ended) continue;
    const { pid, comm } = pair.after;
    const [a, b] = [readDescriptors(was, pair.before), readDescriptors(is, pair.after)];
    if (told.hasTable(a, b)) continue;
    const place: Pick<Change, 'section' | 'pid' | 'comm'> = { section: 'descriptors', pid, comm };
    const [texts, others] = [textsOf(a.descriptors, names), textsOf(b.descriptors, names)];
    told.add(compareFacts(texts, others, place), filesByName(a), filesByName(b));
  }
  return told.all();
}

/** One change of something that several descriptors share is told of the first of them. */
class ToldDescriptors {
  private readonly rows: { readonly change: Change; others: number }[] = [];
  private readonly byFile = new Map<string, { others: number }>();
  private readonly unknown: string[] = [];
  private readonly pids = new Set<number>();

  /** Whether the processes share the table of those that were told (CLONE_FILES). */
  hasTable(before: ProcessFiles, after: ProcessFiles): boolean {
    const isTold = ({ tablePids }: ProcessFiles) => tablePids.some((pid) => this.pids.has(pid));
    if (isTold(before) && isTold(after)) return true;
    this.pids.add(after.pid);
    return false;
  }

  add({ changes, unknown }: SectionChanges, were: OpenFiles, are: OpenFiles): void {
    append(this.unknown, unknown);
    for (const change of changes) {
      const [was, is] = [were.get(change.what), are.get(change.what)];
      const row = { change, others: 0 };
      if (was !== undefined && is !== undefined) {
        const key = JSON.stringify([was, is, change.before, change.after]);
        const first = this.byFile.get(key);
        if (first !== undefined) {
          first.others++;
          continue;
        }
        this.byFile.set(key, row);
      }
      this.rows.push(row);
    }
  }

  all(): SectionChanges {
    const changes = this.rows.map(({ change, others }) =>
      others === 0
        ? change
        : {
            ...change,
            what: `${change.what} and ${others} that ${others === 1 ? 'shares' : 'share'} it`,
          },
    );
    return { changes, unknown: this.unknown };
  }
}

/** CRIU's numbers of open files, by what a change of the descriptor is called. */
type OpenFiles = ReadonlyMap<string, number>;

function filesByName({ descriptors }: ProcessFiles): OpenFiles {
  if (isAbsent(descriptors)) return new Map();
  return new Map(descriptors.map(({ fd, file }) => [`descriptor ${fd}`, file.id]));
}

function textsOf(
  descriptors: Fact<readonly Descriptor[]>,
  names: ReadonlyMap<OpenFile, string>,
): FactTexts {
  if (isAbsent(descriptors)) return new Map([['descriptor', descriptors]]);
  const texts = descriptors.map(({ fd, ...rest }): [string, string] => [
    String(fd),
    textOf({ fd, ...rest }, names),
  ]);
  return new Map([['descriptor', new Map(texts)]]);
}

function textOf(descriptor: Descriptor, names: ReadonlyMap<OpenFile, string>): string {
  const { file, closeOnExec } = descriptor;
  const name = names.get(file);
  const text =
    name === undefined
      ? describeDescriptor({ ...descriptor, file: lasting(file) })
      : `${name}${flagText(descriptor)}`;
  return closeOnExec ? `${text} (closed on exec)` : text;
}

function flagText({ flags }: Descriptor): string {
  return !isAbsent(flags) && flags.names.includes('O_NONBLOCK') ? ' O_NONBLOCK' : '';
}

/**
 * The file without what differs in any two checkpoints: how long a timer has still to go, in which image of the dump
 * its content lies.
 */
function lasting(file: OpenFile): OpenFile {
  switch (file.type) {
    case 'TIMERFD': {
      const isArmed = file.expiresInNs !== undefined;
      return { ...file, expiresInNs: isArmed ? { absent: 'it differs anyway' } : undefined };
    }
    case 'REG': {
      const { remap } = file;
      if (remap?.kind !== 'ghost') return file;
      return { ...file, remap: { ...remap, image: 'an image' } };
    }
    case 'NS':
      return { ...file, namespaceId: { absent: 'a number of the dump' } };
    default:
      return file;
  }
}
