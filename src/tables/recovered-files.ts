import type { MissingRange, Recovered } from '../analysis/recover/recovered.js';
import { RECOVER_KINDS } from '../analysis/recover/recovered.js';
import { isoTime } from '../bytes/iso-time.js';
import type { Fact } from '../model/absent.js';
import { ORIGIN } from './dictionary.js';
import { rowsColumn, type Column, type Table } from './table.js';

/** A file that was written, or would be. */
export interface RecoveredRow {
  readonly recovered: Omit<Recovered, 'parts'>;
  /** Below the directory that was named. */
  readonly file: string;
  readonly size: number | bigint | undefined;
  readonly sha256: Fact<string>;
}

const range = (name: 'start' | 'end', describe: string): Column<MissingRange> => ({
  name,
  type: 'integer',
  describe,
  get: (row) => row[name],
});

export const recoveredFiles: Table<RecoveredRow> = {
  name: 'recovered-files',
  describe: 'A file that `recover` writes, and where its bytes are from; a line of manifest.jsonl.',
  columns: [
    ...ORIGIN,
    {
      name: 'kind',
      type: 'string',
      describe: 'What kind of thing it was',
      get: (row) => row.recovered.kind,
      values: RECOVER_KINDS,
    },
    { name: 'file', type: 'string', describe: 'Name below DIR', get: (row) => row.file },
    {
      name: 'size',
      type: 'size',
      describe: 'Bytes, holes included',
      get: (row) => row.size ?? { absent: 'only writing it tells' },
      largestFirst: true,
    },
    {
      name: 'what',
      type: 'string',
      describe: 'What it was, in the words of the checkpoint',
      get: (row) => row.recovered.what,
    },
    {
      name: 'pids',
      type: 'integers',
      describe: 'Processes that had it',
      get: (row) => row.recovered.source.pids,
    },
    {
      name: 'fd',
      type: 'integer',
      describe: 'Descriptor by which the first of them had it open',
      get: (row) => row.recovered.source.fd,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'address',
      type: 'address',
      describe: 'Where it lay in memory',
      get: (row) => row.recovered.source.address,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'member',
      type: 'string',
      describe: 'Member of the archive that tells of it or holds it',
      get: (row) => row.recovered.source.member,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'member_offset',
      type: 'integer',
      describe: 'Where in the member its bytes begin',
      get: (row) => row.recovered.source.offset,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'mode',
      type: 'mode',
      describe: 'Permission bits that it had; the file written has none but those of its owner',
      get: (row) => row.recovered.facts?.mode,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'uid',
      type: 'integer',
      describe: 'Owner that it had',
      get: (row) => row.recovered.facts?.uid,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'gid',
      type: 'integer',
      describe: 'Group that it had',
      get: (row) => row.recovered.facts?.gid,
      shown: 'wide',
      optional: true,
    },
    ...(['mtime', 'atime'] as const).map((name): Column<RecoveredRow> => ({
      name,
      type: 'time',
      describe: name === 'mtime' ? 'When its content was changed last' : 'When it was read last',
      get: ({ recovered }) => {
        const time = recovered.facts?.[`${name}Ns`];
        return time === undefined ? undefined : isoTime(time);
      },
      shown: 'wide',
      optional: true,
    })),
    {
      name: 'sha256',
      type: 'string',
      title: 'SHA-256',
      describe: 'SHA-256 of what was written, holes as zeros',
      get: (row) => row.sha256,
      shown: 'wide',
    },
    rowsColumn({
      name: 'missing',
      describe: 'Parts of it that are holes because the checkpoint does not have them',
      items: [
        range('start', 'Offset in the file'),
        range('end', 'Offset of its end'),
        { name: 'why', type: 'string', describe: 'Why it is not there', get: (row) => row.why },
      ],
      get: (row: RecoveredRow) => row.recovered.missing,
      shown: 'data',
    }),
  ],
};
