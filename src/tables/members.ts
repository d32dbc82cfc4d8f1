import type { ListingRow } from '../analysis/listing.js';
import { isoTime } from '../bytes/iso-time.js';
import { archive } from './dictionary.js';
import type { Cell, CellTypes, Column, Table } from './table.js';

const COLUMNS: readonly Column<ListingRow>[] = [
  archive,
  ofHeader('mode', 'mode', 'Permission bits, octal', ({ mode }) => mode),
  ofHeader('uid', 'integer', 'User ID of the owner', ({ uid }) => uid),
  ofHeader('gid', 'integer', 'Group ID', ({ gid }) => gid),
  {
    name: 'owner',
    type: 'string',
    describe: 'Name of the owner, as the machine that wrote the archive knew it',
    get: ({ owner }) => (owner === '' ? undefined : owner),
    shown: 'wide',
    optional: true,
  },
  {
    name: 'group',
    type: 'string',
    describe: 'Name of the group, likewise',
    get: ({ group }) => (group === '' ? undefined : group),
    shown: 'wide',
    optional: true,
  },
  {
    name: 'size',
    type: 'size',
    describe: 'Bytes of content, holes included',
    get: (row) => row.size,
    optional: true,
    largestFirst: true,
  },
  ofHeader('mtime', 'time', 'When the content was changed last', ({ mtimeNs }) =>
    mtimeNs === undefined ? undefined : isoTime(mtimeNs),
  ),
  {
    name: 'type',
    type: 'string',
    describe:
      'file, directory, symlink ...; deleted and opaque are files of the image, and all of those in a directory, that were deleted',
    get: (row) => row.type,
  },
  {
    name: 'link_target',
    type: 'string',
    describe: 'Where a link leads',
    get: (row) => row.link_target,
    shown: 'wide',
    optional: true,
  },
  ...(['major', 'minor'] as const).map((part): Column<ListingRow> => ({
    name: part,
    group: 'device',
    type: 'integer',
    describe: `Number of a device, ${part} part`,
    get: ({ device }) => device?.[part],
    shown: 'data',
    optional: true,
  })),
  {
    name: 'told_by',
    type: 'string',
    describe: 'What tells of a deletion: deleted.files of the archive, or a whiteout in the layer',
    get: (row) => row.told_by,
    values: ['deleted.files', 'whiteout'],
    shown: 'wide',
    optional: true,
  },
  { name: 'name', type: 'string', describe: 'Path in the archive', get: (row) => row.name },
];

export const members: Table<ListingRow> = {
  name: 'members',
  describe: 'A member of an archive, or of an archive inside it.',
  columns: COLUMNS,
};

export const changedFiles: Table<ListingRow> = {
  name: 'changed-files',
  describe: "A file of the container's root file system that was created, changed or deleted.",
  columns: COLUMNS,
};

/** What a header should have; a file that was deleted has none. */
function ofHeader<Type extends 'mode' | 'integer' | 'time'>(
  name: string,
  type: Type,
  describe: string,
  get: (row: ListingRow) => CellTypes[Type] | undefined,
): Column<ListingRow> {
  const cell = (row: ListingRow): Cell<CellTypes[Type]> =>
    get(row) ?? (row.told_by === undefined ? NO_NUMBER : undefined);
  return { name, type, describe, get: cell, optional: true } as Column<ListingRow>;
}

const NO_NUMBER = { absent: 'the header has no number there' } as const;
