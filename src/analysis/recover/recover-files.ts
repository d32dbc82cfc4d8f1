import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Reads } from '../../model/reads.js';
import { KINDS } from './all-kinds.js';
import {
  RECOVER_KINDS,
  type RecoverContext,
  type Recovered,
  type RecoverKind,
} from './recovered.js';

export const reads: Reads = ['pages', 'tmpfs', 'shm'];

/** Everything of these kinds that is wanted, kind by kind. Damage loses the rest of one kind. */
export async function* recoverFiles(
  context: RecoverContext,
  kinds: ReadonlySet<RecoverKind>,
): AsyncGenerator<Recovered> {
  for (const kind of RECOVER_KINDS) {
    if (!kinds.has(kind)) continue;
    try {
      for await (const file of KINDS[kind](context)) {
        if (context.wants(file.source.pids)) yield file;
      }
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      context.view.checkpoint.damage.add(error);
    }
  }
}
