import { CheckpointError } from '../../../bytes/checkpoint-error.js';
import { findImage } from '../../../model/checkpoint.js';
import { checkParentOrder } from '../../../model/memory/parents.js';
import type { Check } from '../check.js';

/** The dumps that this one was made on top of, by their uptimes (inventory_entry.dump_uptime). */
export const parentsOlder: Check = {
  name: 'parents',
  holds: 'the dumps that it was made on top of are there and older',
  means:
    'Memory that did not change since the dump before is not known, or is that of another time.',
  restore: 'fails',
  skip({ checkpoint, memory }) {
    if (findImage(checkpoint, 'parent') === undefined) return 'it was made on top of no other';
    if (memory.chain.length > 1) return undefined;
    return 'the dump that it was made on top of is not in the archive: name it with --parent';
  },
  *failures({ memory }) {
    try {
      checkParentOrder(memory.chain);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      yield { subject: 'parent', problem: 'was made later than what was made on top of it' };
    }
  },
};
