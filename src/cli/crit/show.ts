import { decodeImage } from '../../criu/decode-image.js';
import { openImage } from '../../criu/image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { withNewLine } from './decode.js';
import { writePieces } from './file-output.js';
import { openImageInput } from './image-input.js';

export const command: Command = {
  summary: 'Print an image as text: decode --pretty',
  arguments: 'FILE',
  minArguments: 1,
  maxArguments: 1,
  options: {
    nopl: { type: 'boolean', describe: 'Leave payloads out and tell only their size' },
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint/pstree.img', 'An image'],
    ['checkpoint.tar:checkpoint/core-1.img', 'An image inside an archive'],
    ['- < pstree.img', 'An image from standard input'],
  ],
  async run(args, output) {
    const [name = '-'] = args.positional;
    const { source, close } = await openImageInput(name, limitsOf(args));
    try {
      const options = { pretty: true, nopl: args.flags.has('nopl') };
      await writePieces(
        undefined,
        [],
        withNewLine(decodeImage(openImage(source), options)),
        output,
      );
    } finally {
      close();
    }
    return undefined;
  },
};
