import { decodeText } from '../../bytes/text.js';
import { encodeImage } from '../../criu/encode-image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import { defineCommand } from '../command.js';
import { outcome } from '../outcome.js';
import { writePieces } from './file-output.js';
import { inOutOptions } from './in-out-options.js';
import { openImageInput } from './image-input.js';

export const command = defineCommand({
  summary: 'Turn JSON back into an image',
  arguments: {},
  options: {
    ...inOutOptions('JSON of decode, plain or pretty', 'the image'),
    ...ARCHIVE_OPTIONS,
  },
  examples: [['-i pstree.json -o pstree.img', 'Make an image of edited JSON']],
  async run(options, { out }) {
    const input = options.in ?? '-';
    const { source, close } = await openImageInput(input, limitsOf(options));
    try {
      const text = decodeText(source.read(0, source.size));
      const pieces = [...encodeImage(text, { file: input })];
      await writePieces(options.out, [input], pieces, out);
    } finally {
      close();
    }
    return outcome();
  },
});
