import { expect, test } from 'vitest';
import { tableReference } from '../../../src/render/visitors/table-reference.js';
import { rowTypes } from '../../../src/render/visitors/row-types.js';
import { CHECKPOINT_TABLES, loadTables, TABLE_NAMES } from '../../../src/tables/all-tables.js';

const INTRODUCTION = `# Tables

What \`ps\`, \`lsof\`, \`ss\`, \`ls\`, \`rootfs\` and \`table NAME\` print, made from the tables themselves by
\`npm run docs\`. Text has the columns that are shown always, \`--format wide\` those marked wide too; JSON,
JSON lines and CSV have all. \`checkpointctl schema NAME\` prints the same as JSON Schema.

In JSON a fact that the checkpoint does not tell is \`null\`, with its reason under the same name in the
row's \`absent\`. In CSV, text that a spreadsheet would run as a formula has a \`'\` before it.

`;

test('docs/tables.md tells of every column; npm run docs writes it anew', async () => {
  const reference = tableReference(await loadTables());
  await expect(`${INTRODUCTION}${reference}`).toMatchFileSnapshot('../../../docs/tables.md');
  for (const name of TABLE_NAMES) expect(reference).toContain(`\n## ${name}\n`.trimStart());
});

test('the types of the library tell of every column; npm run docs writes them anew', async () => {
  const types = rowTypes(await loadTables(Object.keys(CHECKPOINT_TABLES)));
  await expect(types).toMatchFileSnapshot('../../../src/library/table-rows.ts');
});
