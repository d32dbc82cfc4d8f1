import { FILE_KINDS, fileTableOf, type FileKind } from '../../../model/file-table.js';
import { readProcesses } from '../../../model/processes.js';
import type { MemoryView } from '../../../model/memory/memory-view.js';
import { type Check, type Failure, skipPreDump } from '../check.js';

/** Tables of descriptors (task_kobj_ids_entry.files_id), and the files that their entries lead to. */
export const descriptorsResolve: Check = {
  name: 'descriptors',
  holds: 'every descriptor leads to a file that is described',
  means: 'What the process had open is not known; files of another dump may stand in for them.',
  restore: 'fails',
  skip: skipPreDump,
  *failures(view) {
    const { checkpoint } = view;
    const seen = new Set<string>();
    for (const image of tablesOf(view)) {
      if (seen.has(image)) continue;
      seen.add(image);
      if (checkpoint.images.has(image)) yield* unresolved(view, image);
      else yield { subject: image, problem: 'is not in the checkpoint: a process has this table' };
    }
  },
};

/** Of old dumps the table has the PID in its name (inventory_entry.fdinfo_per_id). */
function* tablesOf({ checkpoint }: MemoryView): Generator<string> {
  const { images } = checkpoint;
  const inventory = images.find('inventory.img', 'inventory_entry');
  for (const process of checkpoint.damage.attemptOr(() => readProcesses(checkpoint), [])) {
    if (process.ended) continue;
    const id = inventory?.fdinfo_per_id === true ? process.ids?.files_id : process.pid;
    if (id !== undefined) yield `fdinfo-${id}.img`;
  }
}

const KINDS = new Map(
  Object.entries(FILE_KINDS).map(([kind, { type }]) => [type as number, kind as FileKind]),
);

function* unresolved({ checkpoint }: MemoryView, image: string): Generator<Failure> {
  const files = fileTableOf(checkpoint);
  for (const { type = 0, id = 0, fd = 0 } of checkpoint.images.messages(image, 'fdinfo_entry')) {
    const kind = KINDS.get(type);
    // A kind that only a later CRIU has cannot be looked up.
    if (kind === undefined || files.find(kind, id) !== undefined) continue;
    yield {
      subject: image,
      problem: `descriptor ${fd} leads to ${kind} file 0x${id.toString(16)}, which no image describes`,
    };
  }
}
