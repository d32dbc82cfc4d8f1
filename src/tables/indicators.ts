import { defang } from '../analysis/indicators/defang.js';
import type { Indicator, IndicatorSocket } from '../analysis/indicators/indicator.js';
import type { SecretPlace } from '../analysis/secrets/found-secret.js';
import { ORIGIN } from './dictionary.js';
import { MEMBER_PLACE_COLUMNS, placeText } from './found-places.js';
import { rowsColumn, type Table } from './table.js';

export interface IndicatorRow extends Indicator {
  readonly isDefanged: boolean;
}

export const indicators: Table<IndicatorRow> = {
  name: 'indicators',
  describe: 'Something by which others can know the same attacker: once, with all its places.',
  columns: [
    ...ORIGIN,
    {
      name: 'type',
      type: 'string',
      describe:
        'url, domain, ipv4, ipv6, email, onion, bitcoin, ethereum, monero, md5, sha1, sha256, sha512, user-agent',
      get: (row) => row.type,
    },
    {
      name: 'value',
      type: 'string',
      describe: 'The indicator itself',
      get: ({ isDefanged, type, value }) => (isDefanged ? defang(type, value) : value),
    },
    {
      name: 'proved',
      type: 'boolean',
      describe:
        'A checksum, or the list of public suffixes, agrees; of others the form is all there is',
      get: (row) => row.isProved,
      shown: 'wide',
    },
    {
      name: 'private',
      type: 'boolean',
      describe: 'An address that means nothing outside of a network',
      get: (row) => row.isPrivate,
      shown: 'wide',
    },
    {
      name: 'noise',
      type: 'boolean',
      describe: 'Of a host that stands in much software: standards, projects, certificates',
      get: (row) => row.isNoise,
    },
    {
      name: 'count',
      type: 'integer',
      describe: 'How many places it was found at',
      get: (row) => row.count,
      largestFirst: true,
    },
    {
      name: 'where',
      type: 'string',
      describe: 'The first of them, or the socket whose other end it is',
      get: ({ places: [first], peerOf: [peer] }) => {
        if (first !== undefined) return placeText(first);
        return peer && `peer of ${peer.pid}, descriptor ${peer.fd}`;
      },
      optional: true,
    },
    rowsColumn<IndicatorRow, SecretPlace>({
      name: 'places',
      describe: 'Where it was found; the first thousand of very many',
      items: MEMBER_PLACE_COLUMNS,
      get: (row) => row.places,
      shown: 'data',
    }),
    rowsColumn<IndicatorRow, IndicatorSocket>({
      name: 'peer_of',
      describe: 'Sockets whose other end it is',
      items: [
        { name: 'pid', type: 'integer', describe: 'The process', get: (row) => row.pid },
        { name: 'fd', type: 'integer', describe: 'Its descriptor', get: (row) => row.fd },
        {
          name: 'port',
          type: 'integer',
          describe: 'Port of the other end',
          get: (row) => row.port,
        },
      ],
      get: (row) => row.peerOf,
      shown: 'data',
    }),
  ],
};
