import { readProcesses, type Process } from '../../../model/processes.js';
import type { Images } from '../../../model/images.js';
import { type Check, type Failure, skipPreDump } from '../check.js';

/** Every process of pstree.img has what CRIU writes of each (criu/cr-dump.c, dump_one_task). */
export const processImages: Check = {
  name: 'process-images',
  holds: 'every process and thread of pstree.img has its images',
  means: 'What the checkpoint says of this process is not all that was frozen.',
  restore: 'fails',
  skip: skipPreDump,
  *failures({ checkpoint }) {
    const { images } = checkpoint;
    if (!images.has('pstree.img')) {
      yield { subject: 'pstree.img', problem: 'is not in the checkpoint: it names the processes' };
      return;
    }
    for (const process of checkpoint.damage.attemptOr(() => readProcesses(checkpoint), [])) {
      yield* lacking(images, process);
    }
  },
};

function* lacking(images: Images, process: Process): Generator<Failure> {
  const { pid, ended, threads } = process;
  const missing = (subject: string): Failure => ({
    subject,
    problem: `is not in the checkpoint: process ${pid} should have it`,
  });
  const core = `core-${pid}.img`;
  if (!images.has(core)) {
    yield missing(core);
    return;
  }
  if (ended) return;
  for (const { tid } of threads) {
    const name = `core-${tid}.img`;
    if (tid !== pid && !images.has(name)) yield missing(name);
  }
  if (process.ids === undefined) yield missing(`ids-${pid}.img`);
  for (const name of [`mm-${pid}.img`, `fs-${pid}.img`, `pagemap-${pid}.img`]) {
    if (!images.has(name)) yield missing(name);
  }
}
