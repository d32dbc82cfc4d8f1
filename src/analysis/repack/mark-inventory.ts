import { openImage } from '../../criu/image.js';
import type { Message } from '../../criu/message.js';
import { imageEntry, imageHeader } from '../../criu/write-image.js';
import { findImage, type Checkpoint } from '../../model/checkpoint.js';
import type { WriteFile } from './write-file.js';

/** inventory_entry.img_version of sets that may have compressed pages (CRIU's CRTOOLS_IMAGES_V1_2). */
const V1_2 = 3;
const V1_1 = 2;

/** inventory_entry.compress: each page by itself. */
const PER_PAGE = 1;

/** Says in inventory.img whether pages are compressed. */
export async function markInventory(
  checkpoint: Checkpoint,
  isCompressed: boolean,
  write: WriteFile,
): Promise<void> {
  const { images } = checkpoint;
  images.require('inventory.img', 'inventory_entry');
  const source = images.bytes('inventory.img');
  if (source === undefined) return;
  const image = openImage(source);
  const { kind, framing, bigEndian } = image;
  const parts = [imageHeader(kind, framing, bigEndian)];
  for (const { type, message } of image.entries()) {
    const marked = isCompressed ? compressed(message) : plain(message, checkpoint);
    parts.push(imageEntry(type, marked, bigEndian));
  }
  await write('inventory.img', (file) => file.write(Buffer.concat(parts), 0));
}

function compressed(entry: Message): Message {
  const marked: Message = { ...entry, img_version: V1_2, compress: PER_PAGE };
  delete marked['compress_region_size'];
  return marked;
}

/** What a set with compressed pages is made on top of may be one, too; then CRIU wants the version of that. */
function plain(entry: Message, checkpoint: Checkpoint): Message {
  const marked: Message = { ...entry };
  delete marked['compress'];
  delete marked['compress_region_size'];
  const hasParent = findImage(checkpoint, 'parent') !== undefined;
  if (marked['img_version'] === V1_2 && !hasParent) marked['img_version'] = V1_1;
  return marked;
}
