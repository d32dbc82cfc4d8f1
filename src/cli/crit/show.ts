import { decodeImage } from '../../criu/decode-image.js';
import { openImage } from '../../criu/image.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { optimizeLater } from '../engine.js';
import { flag } from '../option.js';
import { outcome } from '../outcome.js';
import { withNewLine } from './decode.js';
import { writePieces } from './file-output.js';
import { openImageInput } from './image-input.js';

export const command = defineCommand({
  summary: 'Print an image as text: decode --pretty',
  arguments: { file: { ...one('FILE'), offers: 'images' } },
  options: {
    nopl: flag({ describe: 'Leave payloads out and tell only their size' }),
    ...ARCHIVE_OPTIONS,
  },
  examples: [
    ['checkpoint/pstree.img', 'An image'],
    ['checkpoint.tar:checkpoint/core-1.img', 'An image inside an archive'],
    ['- < pstree.img', 'An image from standard input'],
  ],
  async run(options, { out }) {
    await optimizeLater();
    const { source, close } = await openImageInput(options.file, limitsOf(options));
    try {
      const how = { pretty: true, nopl: options.nopl };
      await writePieces(undefined, [], withNewLine(decodeImage(openImage(source), how)), out);
    } finally {
      close();
    }
    return outcome();
  },
});
