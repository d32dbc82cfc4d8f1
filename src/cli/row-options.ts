import { ROW_FORMATS } from '../render/visitors/formats.js';
import { formatOption } from './archive-options.js';
import { commaList, flag, list, type ValuesOf } from './option.js';

const { format } = formatOption(
  ROW_FORMATS,
  'How to print the rows; wide has more columns, jsonl is one object a line',
);

const word = (each: string) => each;

/** Options of every command that prints rows: which of them, what of them, how. */
export const ROW_OPTIONS = {
  format: { ...format, alias: ['o', 'output'] },
  columns: commaList(
    { value: 'COLUMN,...', describe: 'Only these columns, in this order; `schema` names all' },
    word,
  ),
  sort: commaList(
    { value: 'COLUMN,...', describe: 'Order of the rows; a dash before a column turns it round' },
    word,
  ),
  filter: list(
    {
      value: 'COLUMN=VALUE',
      describe:
        'Only such rows, of several filters those that pass each; also COLUMN!=VALUE, COLUMN~REGEX, COLUMN!~REGEX',
    },
    word,
  ),
  noHeaders: flag({ describe: 'No line of titles' }),
};

export type RowValues = ValuesOf<typeof ROW_OPTIONS>;

/** What there is to know of the rows of any command, for its help. */
export const ROW_NOTES =
  'In text, ? is what the checkpoint does not tell (JSON has the reason) and - what there is not. A table ' +
  'is cut to the width of a terminal, and never elsewhere.';
