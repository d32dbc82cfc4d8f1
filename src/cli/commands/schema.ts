import { renderJson } from '../../render/json.js';
import { tableSchema, tablesSchema } from '../../render/visitors/json-schema.js';
import { tableReference } from '../../render/visitors/table-reference.js';
import { loadTables, TABLE_NAMES } from '../../tables/all-tables.js';
import { maybe } from '../argument.js';
import { defineCommand } from '../command.js';
import { choice } from '../option.js';
import { outcome } from '../outcome.js';
import { noSuchTable } from '../table-names.js';

export const command = defineCommand({
  summary: 'Print the JSON Schema of the rows that commands print as JSON',
  arguments: { table: { ...maybe('TABLE'), offers: TABLE_NAMES } },
  options: {
    format: choice({
      value: 'FORMAT',
      choices: ['schema', 'markdown'],
      default: 'schema',
      describe: 'JSON Schema, or a description of the columns to read',
    }),
  },
  examples: [
    ['', 'A schema of each kind of row'],
    ['processes', 'Of what `ps --format json` prints; a line of jsonl is one of its items'],
    ["| jq '.$defs | keys'", 'The names of all tables'],
    ['--format markdown sockets', 'What the columns of `ss --format json` mean'],
  ],
  notes: 'The dialect is that of 2020-12.',
  async run({ table: name, format }, { out }) {
    const tables = await loadTables(name === undefined ? undefined : [name]);
    const [only] = tables;
    if (only === undefined) throw noSuchTable(TABLE_NAMES)(name ?? '');
    if (format === 'markdown') {
      await out.write(tableReference(tables));
      return outcome();
    }
    await out.write(renderJson(name === undefined ? tablesSchema(tables) : tableSchema(only)));
    return outcome();
  },
});
