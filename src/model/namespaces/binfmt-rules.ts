import type { BinfmtMiscEntry } from '../../criu/messages.generated.js';
import type { Checkpoint } from '../checkpoint.js';
import { withoutUndefined } from '../without-undefined.js';

/** Which files are run through which program (binfmt_misc_entry): a way to stay unseen on a machine. */
export interface BinfmtRule {
  readonly name: string;
  readonly enabled: boolean;
  /** What is started in place of the file. */
  readonly interpreter: string;
  /** P keep argv[0], O hand over the open file, C take credentials from the file, F open at registration. */
  readonly flags?: string;
  /** Files of this extension, or those that have these bytes, in hex digits, at this offset. */
  readonly extension?: string;
  readonly magic?: string;
  readonly mask?: string;
  readonly offset?: number;
}

export function binfmtRule(entry: Partial<BinfmtMiscEntry>): BinfmtRule {
  const { name = '', enabled = false, interpreter = '', ...matching } = entry;
  const { flags, extension, magic, mask, offset } = matching;
  return {
    name,
    enabled,
    interpreter,
    ...withoutUndefined({ flags, extension, magic, mask, offset }),
  };
}

/** Those of mounted binfmt_misc file systems that were dumped (binfmt-misc.img, or one for each mount). */
export function readBinfmtRules({ images }: Checkpoint): BinfmtRule[] {
  return images
    .names(/^binfmt-misc(?:-\d{1,10})?\.img$/)
    .flatMap((name) => images.messages(name, 'binfmt_misc_entry'))
    .map(binfmtRule);
}
