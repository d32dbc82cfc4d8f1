import { decodeText } from '../../bytes/text.js';
import { encodeImage } from '../../criu/encode-image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { writePieces } from './file-output.js';
import { inOutOptions } from './in-out-options.js';
import { openImageInput } from './image-input.js';

export const command: Command = {
  summary: 'Turn JSON back into an image',
  arguments: '',
  minArguments: 0,
  maxArguments: 0,
  options: {
    ...inOutOptions('JSON of decode, plain or pretty', 'the image'),
    ...ARCHIVE_OPTIONS,
  },
  examples: [['-i pstree.json -o pstree.img', 'Make an image of edited JSON']],
  async run(args, output) {
    const input = args.values.get('in') ?? '-';
    const { source, close } = await openImageInput(input, limitsOf(args));
    try {
      const text = decodeText(source.read(0, source.size));
      const pieces = [...encodeImage(text, { file: input })];
      await writePieces(args.values.get('out'), [input], pieces, output);
    } finally {
      close();
    }
    return undefined;
  },
};
