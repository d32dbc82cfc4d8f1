import type { RuleWhere } from '../analysis/yara/rule-hit.js';
import type { MemoryOwner } from '../analysis/search/found.js';
import type { Column } from './table.js';

interface OfRule {
  readonly where: RuleWhere;
  readonly pids: readonly number[];
}

/** Where a rule, or a string of one, matches. */
export const RULE_PLACE_COLUMNS: readonly Column<OfRule>[] = [
  {
    name: 'pid',
    type: 'integer',
    describe: 'The process in whose memory it is; of several the first',
    get: ({ pids: [first] }) => first,
    optional: true,
  },
  {
    name: 'comm',
    type: 'string',
    describe: 'Name of the process',
    get: ({ where }) => ownerOf(where)?.comm,
    optional: true,
  },
  {
    name: 'address',
    type: 'address',
    describe: 'Where in its memory: the first string of the rule, or without strings the block',
    get: ({ where }) => ownerOf(where)?.address,
    optional: true,
  },
  {
    name: 'region',
    type: 'string',
    describe: 'Name of the region, as /proc/PID/maps has it',
    get: ({ where }) => regionName(where),
    optional: true,
  },
  {
    name: 'place',
    type: 'string',
    describe: 'What it is in, where that is no memory of a process',
    get: ({ where }) => placeName(where),
    optional: true,
  },
  {
    name: 'place_offset',
    type: 'integer',
    describe: 'Where in that',
    get: ({ where }) => placeOffset(where),
    optional: true,
  },
  {
    name: 'pids',
    type: 'integers',
    describe: 'All processes that have the same memory',
    get: (row) => row.pids,
    shown: 'wide',
  },
];

function ownerOf(where: RuleWhere): MemoryOwner | undefined {
  return where.kind === 'memory' ? where.owners[0] : undefined;
}

/** Plain anonymous memory has none. */
function regionName(where: RuleWhere): string | undefined {
  const name = ownerOf(where)?.region?.name ?? '';
  return name === '' ? undefined : name;
}

function placeName(where: RuleWhere): string | undefined {
  switch (where.kind) {
    case 'place':
      return where.place.name;
    case 'program':
      return `program ${where.name}`;
    case 'memory':
      return where.owners.length > 0 || where.segment === undefined
        ? undefined
        : `shared memory ${where.segment.id}`;
  }
}

function placeOffset(where: RuleWhere): number | bigint | undefined {
  switch (where.kind) {
    case 'place':
    case 'program':
      return where.at;
    case 'memory':
      return where.owners.length > 0 ? undefined : where.segment?.offset;
  }
}
