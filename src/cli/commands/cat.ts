import { memberBytesOf, type MemberBytes } from '../../analysis/member-bytes.js';
import { decodeText } from '../../bytes/text.js';
import { safeLines } from '../../render/safe-text.js';
import { limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { CHECKPOINT_OPTIONS } from '../each-checkpoint.js';
import { prefixOfContainer } from '../container-prefix.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import { withTypedName } from '../typed-name.js';

export const command = defineCommand({
  summary: 'Print the bytes of one member, also of an archive inside the archive',
  arguments: { archive: one('ARCHIVE'), member: { ...one('MEMBER'), offers: 'files' } },
  options: {
    raw: flag({ describe: 'Print control characters as they are, also to a terminal' }),
    ...CHECKPOINT_OPTIONS,
  },
  examples: [
    ['checkpoint.tar config.dump | jq .', 'A member'],
    ['checkpoint.tar rootfs-diff.tar:home/counter/logfile', 'A file that the container changed'],
    ['checkpoint.tar checkpoint/pages-1.img > pages', 'Memory pages, streamed'],
  ],
  notes: 'A pipe or a file gets the exact bytes. To a terminal control characters are escaped.',
  async run(options, io) {
    const { archive, member } = options;
    const limits = limitsOf(options);
    const prefix = await prefixOfContainer(archive, options, io);
    const { chunks, close, damage } = await withTypedName(member, (name) =>
      memberBytesOf(archive, prefix + name, limits),
    );
    const escape = io.out.isTerminal && !options.raw;
    try {
      for await (const piece of escape ? safePieces(chunks) : chunks) await io.out.write(piece);
    } finally {
      close();
    }
    return outcome({ damage: damage === undefined ? [] : [damage] });
  },
});

/** Text for a terminal. A character may lie across the end of a chunk: its bytes wait for the next. */
async function* safePieces(chunks: MemberBytes['chunks']): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.length - unfinished(bytes);
    yield safeLines(decodeText(bytes.subarray(0, end)));
    rest = bytes.subarray(end);
  }
  yield safeLines(decodeText(rest));
}

/** How many bytes at the end begin a character that is not complete: none to three. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}
