import { decodeImage } from '../../criu/decode-image.js';
import { openImage } from '../../criu/image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { writePieces } from './file-output.js';
import { inOutOptions } from './in-out-options.js';
import { openImageInput } from './image-input.js';

export const command: Command = {
  summary: 'Turn an image into JSON',
  arguments: '',
  minArguments: 0,
  maxArguments: 0,
  options: {
    ...inOutOptions('Image, or ARCHIVE:MEMBER', 'the JSON'),
    pretty: { type: 'boolean', describe: 'Indent, and write flags, addresses and devices as text' },
    nopl: { type: 'boolean', describe: 'Leave payloads out and tell only their size' },
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['-i pstree.img --pretty', 'Read an image'],
    ['-i checkpoint.tar:checkpoint/files.img -o files.json', 'An image inside an archive'],
  ],
  async run(args, output) {
    const input = args.values.get('in') ?? '-';
    const target = args.values.get('out');
    const { source, close } = await openImageInput(input, limitsOf(args));
    try {
      const options = { pretty: args.flags.has('pretty'), nopl: args.flags.has('nopl') };
      const text = decodeImage(openImage(source), options);
      await writePieces(target, [input], target === undefined ? withNewLine(text) : text, output);
    } finally {
      close();
    }
    return undefined;
  },
};

/** The text and a line break, as crit ends what it prints but not what it writes to a file. */
export function* withNewLine(text: Iterable<string>): Generator<string> {
  yield* text;
  yield '\n';
}
