import type { ListingRow } from '../analysis/listing.js';
import { isoTime } from '../bytes/iso-time.js';
import { safeText } from './safe-text.js';

const TYPE_LETTERS: Readonly<Record<ListingRow['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  socket: 's',
  unknown: '?',
  deleted: '-',
  opaque: 'd',
};

/**
 * Lines as `tar -tv` prints them: mode, owner, size, time (UTC), name and link target.
 * @param archives the archive of each row, where there are several
 */
export function renderListing(
  rows: readonly ListingRow[],
  archives: readonly string[] = [],
): string {
  const places = archives.map(safeText);
  const owners = rows.map(ownerText);
  const sizes = rows.map(sizeText);
  const times = rows.map(({ mtimeNs }) =>
    mtimeNs === undefined
      ? '-'
      : isoTime(mtimeNs)
          .replace('T', ' ')
          .replace(/\.\d+Z$|Z$/, ''),
  );
  const placeWidth = widest(places);
  const ownerWidth = widest(owners);
  const sizeWidth = widest(sizes);
  const timeWidth = widest(times);
  return rows
    .map((row, index) =>
      [
        ...(archives.length > 0 ? [(places[index] ?? '').padEnd(placeWidth)] : []),
        modeText(row),
        (owners[index] ?? '').padEnd(ownerWidth),
        (sizes[index] ?? '').padStart(sizeWidth),
        (times[index] ?? '').padEnd(timeWidth),
        nameText(row),
      ].join(' '),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}

function modeText({ type, mode }: ListingRow): string {
  const letter = TYPE_LETTERS[type];
  if (mode === undefined) return `${letter}---------`;
  const bits = [6, 3, 0].map((shift) => {
    const [read, write, execute] = [4, 2, 1].map((bit) => (mode & (bit << shift)) !== 0);
    const special = (mode & (0o1000 << (shift / 3))) !== 0;
    const [set, unset] = shift === 0 ? ['t', 'T'] : ['s', 'S'];
    const last = special ? (execute ? set : unset) : execute ? 'x' : '-';
    return `${read ? 'r' : '-'}${write ? 'w' : '-'}${last}`;
  });
  return letter + bits.join('');
}

function ownerText({ owner, group, uid, gid, told_by: isGone }: ListingRow): string {
  if (isGone !== undefined) return '-';
  const name = (text: string | undefined, id: number | undefined) =>
    text === undefined || text === '' ? String(id ?? '?') : safeText(text);
  return `${name(owner, uid)}/${name(group, gid)}`;
}

function sizeText({ size, device }: ListingRow): string {
  if (device !== undefined) return `${device.major},${device.minor}`;
  return size === undefined ? '-' : String(size);
}

function nameText({ name, type, link_target: target }: ListingRow): string {
  const text = safeText(name) + (type === 'directory' ? '/' : '');
  switch (type) {
    case 'symlink':
      return `${text} -> ${safeText(target ?? '')}`;
    case 'hardlink':
      return `${text} link to ${safeText(target ?? '')}`;
    case 'deleted':
      return `${text} (deleted)`;
    case 'opaque':
      return `${text}/ (all of the image's files in it deleted)`;
    default:
      return text;
  }
}
