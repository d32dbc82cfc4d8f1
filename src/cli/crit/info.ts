import { countEntries, openImage } from '../../criu/image.js';
import { jsonText } from '../../criu/json-text.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { outcome } from '../outcome.js';
import { openImageInput } from './image-input.js';

export const command = defineCommand({
  summary: 'Tell the kind of an image and the number of its entries',
  arguments: { file: { ...one('FILE'), offers: 'images' } },
  options: ARCHIVE_OPTIONS,
  examples: [
    ['checkpoint/pstree.img', 'An image'],
    ['checkpoint.tar:checkpoint/files.img', 'An image inside an archive'],
  ],
  async run(options, { out }) {
    const { source, close } = await openImageInput(options.file, limitsOf(options));
    try {
      const image = openImage(source);
      const json = { magic: image.kind.name, count: countEntries(image) };
      const text = [...jsonText(json, 'indented')].join('');
      await out.write(`${text}\n`);
    } finally {
      close();
    }
    return outcome();
  },
});
