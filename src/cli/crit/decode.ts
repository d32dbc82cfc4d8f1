import { decodeImage } from '../../criu/decode-image.js';
import { openImage } from '../../criu/image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import { writePieces } from './file-output.js';
import { inOutOptions } from './in-out-options.js';
import { openImageInput } from './image-input.js';

export const command = defineCommand({
  summary: 'Turn an image into JSON',
  arguments: {},
  options: {
    ...inOutOptions('Image, or ARCHIVE:MEMBER', 'the JSON'),
    pretty: flag({ describe: 'Indent, and write flags, addresses and devices as text' }),
    nopl: flag({ describe: 'Leave payloads out and tell only their size' }),
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['-i pstree.img --pretty', 'Read an image'],
    ['-i checkpoint.tar:checkpoint/files.img -o files.json', 'An image inside an archive'],
  ],
  async run(options, { out }) {
    await optimizeLater();
    const input = options.in ?? '-';
    const target = options.out;
    const { source, close } = await openImageInput(input, limitsOf(options));
    try {
      const { pretty, nopl } = options;
      const text = decodeImage(openImage(source), { pretty, nopl });
      await writePieces(target, [input], target === undefined ? withNewLine(text) : text, out);
    } finally {
      close();
    }
    return outcome();
  },
});

/** The text and a line break, as crit ends what it prints but not what it writes to a file. */
export function* withNewLine(text: Iterable<string>): Generator<string> {
  yield* text;
  yield '\n';
}
