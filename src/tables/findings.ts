import {
  ARCHIVE,
  SEVERITIES,
  type Evidence,
  type Finding,
  type Subject,
} from '../analysis/triage/finding.js';
import { comm, ORIGIN, pid } from './dictionary.js';
import { rowsColumn, type Column, type Origin, type Table } from './table.js';

/** What triage found, the worst first. */
export const findings: Table<Finding> = {
  name: 'findings',
  describe: 'Something suspicious that `triage` saw, with the evidence.',
  columns: [
    ...ORIGIN,
    {
      name: 'severity',
      type: 'string',
      describe: 'How much it weighs: high is hardly ever innocent',
      get: ({ severity }) => severity,
      values: [...SEVERITIES],
    },
    {
      name: 'rule',
      type: 'string',
      describe: 'What was looked for; `triage --explain RULE` says how and what is innocent',
      get: ({ rule }) => rule,
    },
    {
      name: 'pid',
      type: 'integer',
      describe: pid.describe,
      get: ({ subject }) => pidOf(subject),
      optional: true,
    },
    {
      name: 'comm',
      type: 'string',
      describe: comm.describe,
      get: ({ subject }) => ('comm' in subject ? subject.comm : undefined),
      optional: true,
    },
    {
      name: 'subject',
      type: 'string',
      describe: 'What it is about: a process, region, thread, descriptor or file',
      get: ({ subject }) => subjectText(subject),
      shown: 'wide',
    },
    {
      name: 'subject_kind',
      type: 'string',
      describe: 'Kind of the subject',
      get: ({ subject }) => subject.kind,
      values: ['container', 'process', 'thread', 'region', 'descriptor', 'file'],
      shown: 'data',
    },
    {
      name: 'address',
      type: 'address',
      describe: 'Where in memory it was seen',
      get: ({ evidence, subject }) =>
        evidence[0]?.address ?? (subject.kind === 'region' ? subject.region.start : undefined),
      shown: 'wide',
      optional: true,
    },
    {
      name: 'because',
      type: 'string',
      title: 'WHAT WAS SEEN',
      describe: 'What was seen, and no more than that',
      get: ({ because }) => because,
    },
    {
      name: 'caveat',
      type: 'string',
      describe: 'Why it may be innocent here',
      get: ({ caveat }) => caveat,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'next',
      type: 'string',
      describe: 'The command that shows more',
      get: nextCommand,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'title',
      type: 'string',
      describe: 'What the rule looks for',
      get: ({ title }) => title,
      shown: 'data',
    },
    {
      name: 'techniques',
      type: 'strings',
      describe: 'IDs of MITRE ATT&CK',
      get: ({ techniques }) => techniques,
      shown: 'wide',
    },
    rowsColumn<Finding, Evidence>({
      name: 'evidence',
      describe: 'Where it was seen',
      items: evidenceColumns(),
      get: ({ evidence }) => evidence,
      shown: 'data',
    }),
  ],
};

function evidenceColumns(): Column<Evidence>[] {
  return [
    {
      name: 'pid',
      type: 'integer',
      describe: pid.describe,
      get: (each) => each.pid,
      optional: true,
    },
    {
      name: 'address',
      type: 'address',
      describe: 'In the memory of the process',
      get: ({ address }) => address,
      optional: true,
    },
    {
      name: 'member',
      type: 'string',
      describe: 'Member of the archive, or image, that tells it',
      get: ({ member }) => member,
      optional: true,
    },
    {
      name: 'offset',
      type: 'size',
      describe: 'Byte in the member',
      get: ({ offset }) => offset,
      optional: true,
    },
    {
      name: 'field',
      type: 'string',
      describe: "Field of the image's message",
      get: ({ field }) => field,
      optional: true,
    },
    {
      name: 'symbol',
      type: 'string',
      describe: 'Function or variable at the address',
      get: ({ symbol }) => symbol,
      optional: true,
    },
    {
      name: 'bytes',
      type: 'string',
      describe: 'The bytes, in hexadecimal',
      get: ({ bytes }) => bytes && Buffer.from(bytes).toString('hex'),
      optional: true,
    },
    {
      name: 'original_bytes',
      type: 'string',
      describe: 'What the file has in their place',
      get: ({ original }) => original && Buffer.from(original).toString('hex'),
      optional: true,
    },
  ];
}

function pidOf(subject: Subject): number | undefined {
  return 'pid' in subject ? subject.pid : undefined;
}

/** `process 7`, `region 7f00-8000 rwxp`, `file /tmp/x`. */
export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'container':
      return 'container';
    case 'process':
      return `process ${subject.pid}`;
    case 'thread':
      return `thread ${subject.tid} of process ${subject.pid}`;
    case 'region': {
      const { start, end, permissions, name } = subject.region;
      const range = `${start.toString(16)}-${end.toString(16)}`;
      return `region ${range} ${permissions}${name === '' ? '' : ` ${name}`}`;
    }
    case 'descriptor':
      return `descriptor ${subject.fd}: ${subject.target}`;
    case 'file':
      return `file ${subject.path}`;
  }
}

/** The command that shows more of a finding, as a shell takes it. */
export function nextCommand({ next }: Finding, { archive }: Origin): string | undefined {
  if (next === undefined) return undefined;
  const named = next.map((word) => (word === ARCHIVE ? archive : word));
  return ['checkpointctl', ...named].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
