import { countEntries, openImage } from '../../criu/image.js';
import { jsonText } from '../../criu/json-text.js';
import { ARCHIVE_OPTIONS, limitsOf } from '../archive-options.js';
import type { Command } from '../command.js';
import { openImageInput } from './image-input.js';

export const command: Command = {
  summary: 'Tell the kind of an image and the number of its entries',
  arguments: 'FILE',
  minArguments: 1,
  maxArguments: 1,
  options: ARCHIVE_OPTIONS,
  examples: [
    ['checkpoint/pstree.img', 'An image'],
    ['checkpoint.tar:checkpoint/files.img', 'An image inside an archive'],
  ],
  async run(args, output) {
    const [name = '-'] = args.positional;
    const { source, close } = await openImageInput(name, limitsOf(args));
    try {
      const image = openImage(source);
      const json = { magic: image.kind.name, count: countEntries(image) };
      const text = [...jsonText(json, 'indented')].join('');
      await output.write(`${text}\n`);
    } finally {
      close();
    }
    return undefined;
  },
};
