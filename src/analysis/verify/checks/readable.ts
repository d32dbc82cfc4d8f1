import { describeRawFile } from '../../../criu/image-kinds.js';
import { readContainer } from '../../../model/container.js';
import type { Check } from '../check.js';

/** The last check: it tells of all that any other met. */
export const readable: Check = {
  name: 'readable',
  holds: 'every image and file of the engine can be read to its end',
  means: 'What stands behind the damage is lost.',
  restore: 'fails',
  *failures({ checkpoint }) {
    const { images, damage } = checkpoint;
    for (const name of images.names(/\.img$/)) {
      if (describeRawFile(name) !== undefined) continue;
      const entries = images.walk(name);
      while (entries.next().done !== true);
    }
    readContainer(checkpoint);
    for (const { sentence, place } of damage.list) {
      const { file = 'archive', member = file, offset } = place;
      const where = offset === undefined ? '' : ` at offset 0x${offset.toString(16)}`;
      yield { subject: member, problem: sentence + where };
    }
  },
};
