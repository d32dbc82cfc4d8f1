import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { missingImage } from '../../model/members.js';
import { readProcesses } from '../../model/processes.js';
import type { InspectionOptions } from './options.js';

/** The flag of a pagemap entry whose pages are in the pages image (PE_PRESENT). */
const PRESENT = 4;

/**
 * Images without which what was asked for cannot be told of any process, in words that scripts know from
 * checkpointctl. What they would have told is absent in its place; here it is said once.
 */
export function missingImages(
  checkpoint: Checkpoint,
  options: InspectionOptions,
): CheckpointError[] {
  const { archive, imagePrefix, images } = checkpoint;
  const failed = (what: string, name: string): CheckpointError => {
    const { code, message } = missingImage(archive, imagePrefix, name);
    return new CheckpointError(code, `failed to ${what}: ${message}`);
  };
  const hasFiles = images.has('files.img') || images.has('reg-files.img');
  const pages = options.commandLines === true ? missingPages(checkpoint) : undefined;
  return [
    ...(options.files === true && !hasFiles ? [failed('get file descriptors', 'files.img')] : []),
    ...(options.sockets === true && options.files !== true && !hasFiles
      ? [failed('get sockets', 'files.img')]
      : []),
    ...(pages === undefined ? [] : [failed('process command line arguments', pages)]),
  ];
}

/** The first pages image that is not there although a process has pages in it. */
function missingPages(checkpoint: Checkpoint): string | undefined {
  const { images, damage } = checkpoint;
  const processes = damage.attemptOr(() => readProcesses(checkpoint), []);
  for (const { pid, ended } of processes) {
    if (ended) continue;
    const head = images.find(`pagemap-${pid}.img`, 'pagemap_head');
    const name = `pages-${head?.pages_id ?? 0}.img`;
    if (head === undefined || images.has(name)) continue;
    const entries = images.messages(`pagemap-${pid}.img`, 'pagemap_entry');
    if (entries.some(({ flags }) => flags === undefined || (flags & PRESENT) !== 0)) return name;
  }
  return undefined;
}
