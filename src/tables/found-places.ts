import type { SecretPlace } from '../analysis/secrets/found-secret.js';
import type { MemoryOwner } from '../analysis/search/found.js';
import { isAbsent } from '../model/absent.js';
import type { Cell, Column } from './table.js';

/** Where something was found: in memory by process and address, elsewhere by place and offset. */
export const MEMBER_PLACE_COLUMNS: readonly Column<SecretPlace>[] = [
  {
    name: 'pid',
    type: 'integer',
    describe: 'The process in whose memory it is',
    get: (place) => ownerOf(place)?.pid,
    optional: true,
  },
  {
    name: 'comm',
    type: 'string',
    describe: 'Name of the process',
    get: (place) => ownerOf(place)?.comm,
    optional: true,
  },
  {
    name: 'address',
    type: 'address',
    describe: 'Where in its memory; of what was packed, where the packed bytes begin',
    get: (place) => ownerOf(place)?.address,
    optional: true,
  },
  {
    name: 'region',
    type: 'string',
    describe: 'Name of the region, as /proc/PID/maps has it',
    get: (place) => ownerOf(place)?.region?.name,
    optional: true,
  },
  {
    name: 'place',
    type: 'string',
    describe: 'What it is in, where that is no memory of a process',
    get: placeName,
    optional: true,
  },
  {
    name: 'place_offset',
    type: 'integer',
    describe: 'Where in that',
    get: placeOffset,
    optional: true,
  },
  {
    name: 'inside',
    type: 'string',
    describe: 'How it is packed there',
    get: (place) => place.inside,
    values: ['base64', 'gzip', 'zlib'],
    optional: true,
  },
  {
    name: 'encoding',
    type: 'string',
    describe: 'How its text is stored',
    get: (place) => place.encoding,
  },
  {
    name: 'member',
    type: 'string',
    describe: 'Member of the archive that its first byte is in, nested ones joined by a colon',
    get: ({ sources: [first] }) => first?.member,
    optional: true,
  },
  {
    name: 'offset',
    type: 'integer',
    describe: 'Where in the member that byte is',
    get: ({ sources: [first] }) => first?.offset,
    optional: true,
  },
];

/** `121 vault 0x520000000100`, `pipe:[30092]+0x10`. */
export function placeText(found: SecretPlace): string {
  const inside = found.inside === undefined ? '' : ` in ${found.inside}`;
  const owner = ownerOf(found);
  if (owner === undefined) {
    return `${placeName(found) ?? '?'}+0x${(placeOffset(found) ?? 0).toString(16)}${inside}`;
  }
  const { pid, comm, address, region } = owner;
  const name = region?.name ?? '';
  const where = `${pid} ${isAbsent(comm) ? '?' : comm} 0x${address.toString(16)}`;
  return `${where}${name === '' ? '' : ` ${name}`}${inside}`;
}

function ownerOf({ where }: SecretPlace): MemoryOwner | undefined {
  return where.kind === 'memory' ? where.owners[0] : undefined;
}

function placeName({ where }: SecretPlace): Cell<string> & (string | undefined) {
  if (where.kind === 'place') return where.place.name;
  return where.segment && `shared memory ${where.segment.id}`;
}

function placeOffset({ where }: SecretPlace): number | bigint | undefined {
  return where.kind === 'place' ? where.at : where.segment?.offset;
}
