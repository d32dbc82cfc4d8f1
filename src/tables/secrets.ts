import type { FoundSecret, SecretPlace } from '../analysis/secrets/found-secret.js';
import { CHECKS } from '../analysis/secrets/secret-kind.js';
import { MEMBER_PLACE_COLUMNS, placeText } from './found-places.js';
import { ORIGIN } from './dictionary.js';
import { rowsColumn, type Table } from './table.js';

/** A secret as it may be shown. */
export interface SecretRow extends Omit<FoundSecret, 'secret'> {
  /** With its inner part left out, unless it was asked for. */
  readonly shown: string;
  readonly length: number;
  readonly fingerprint: string;
}

export const secrets: Table<SecretRow> = {
  name: 'secrets',
  describe: 'A secret that `secrets` found, once, with all places that it was found at.',
  columns: [
    ...ORIGIN,
    {
      name: 'kind',
      type: 'string',
      describe: 'What it is, by its form',
      get: (row) => row.kind,
    },
    {
      name: 'check',
      type: 'string',
      describe:
        'valid: a checksum, a decoding, a parser or a key schedule agrees; form: there is nothing but the form to check; invalid: the check fails, as for what is cut, altered or invented',
      get: (row) => row.check,
      values: [...CHECKS],
    },
    {
      name: 'secret',
      type: 'string',
      describe: 'Its first four characters and its last two; all of it with --reveal',
      get: (row) => row.shown,
    },
    {
      name: 'length',
      type: 'integer',
      describe: 'Characters of it',
      get: (row) => row.length,
    },
    {
      name: 'fingerprint',
      type: 'string',
      describe: 'Equal for equal secrets, in runs with the same --salt',
      get: (row) => row.fingerprint,
    },
    {
      name: 'detail',
      type: 'string',
      describe: 'What its check told of it',
      get: (row) => (row.detail === '' ? undefined : row.detail),
      optional: true,
    },
    {
      name: 'count',
      type: 'integer',
      title: 'PLACES',
      describe: 'How many places it was found at',
      get: (row) => row.count,
      largestFirst: true,
    },
    {
      name: 'where',
      type: 'string',
      describe: 'The first of them',
      get: ({ places: [first] }) => first && placeText(first),
      optional: true,
    },
    {
      name: 'public_key',
      type: 'string',
      describe: 'SHA-256 of the public half of a private key, in DER',
      get: (row) => row.publicKey,
      optional: true,
      shown: 'data',
    },
    rowsColumn<SecretRow, SecretPlace>({
      name: 'places',
      describe: 'Where it was found; the first thousand of very many',
      items: MEMBER_PLACE_COLUMNS,
      get: (row) => row.places,
      shown: 'data',
    }),
  ],
};
