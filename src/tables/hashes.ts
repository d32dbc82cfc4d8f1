import type { HashedMember } from '../analysis/hash/member-hasher.js';
import { archive } from './dictionary.js';
import type { Table } from './table.js';

export type HashRow = Omit<HashedMember, 'kind' | 'type'> & {
  readonly kind: HashedMember['kind'] | 'archive';
  readonly type: HashedMember['type'] | undefined;
};

export const hashes: Table<HashRow> = {
  name: 'hashes',
  describe: 'The SHA-256 of an archive, or of a file in it.',
  columns: [
    archive,
    {
      name: 'kind',
      type: 'string',
      describe: 'The archive itself, a member of it, or a file of an archive inside it',
      get: (row) => row.kind,
      values: ['archive', 'member', 'nested'],
    },
    {
      name: 'sha256',
      type: 'string',
      title: 'SHA-256',
      describe: 'SHA-256 of the content, holes as zeros; a hard link has that of its target',
      get: (row) => row.sha256,
    },
    {
      name: 'size',
      type: 'size',
      describe: 'Bytes of content, holes included',
      get: (row) => row.size,
      largestFirst: true,
    },
    {
      name: 'type',
      type: 'string',
      describe:
        'file, hardlink, or unknown for a type that no standard has, which is read as a file',
      get: (row) => row.type,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'replaced',
      type: 'boolean',
      describe: 'A later member of the same name takes its place when the archive is unpacked',
      get: (row) => row.replaced,
      shown: 'wide',
    },
    {
      name: 'name',
      type: 'string',
      describe:
        'Path in the archive, behind a colon in the archive inside; or how the archive was named',
      get: (row) => row.name,
    },
  ],
};
