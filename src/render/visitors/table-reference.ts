import type { Column, Table } from '../../tables/table.js';

/** What tables there are and what their columns mean, as Markdown: docs/tables.md. */
export function tableReference(tables: readonly Table<never>[]): string {
  return tables.map((table) => `${sectionOf(table)}\n`).join('\n');
}

function sectionOf({ name, describe, columns }: Table<never>): string {
  const rows = columns.map((column) => [
    `\`${pathOf(column)}\``,
    typeOf(column),
    SHOWN[column.shown ?? 'always'],
    sentenceOf(column),
  ]);
  const lines = [['column', 'type', 'shown', 'meaning'], ['---', '---', '---', '---'], ...rows];
  return [`## ${name}`, '', describe, '', ...lines.map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  );
}

/** Where text has the column; JSON, JSON lines and CSV have all. */
const SHOWN = { always: 'always', wide: 'wide', several: 'where rows differ', data: 'not in text' };

function pathOf({ group, name }: Column<never>): string {
  return group === undefined ? name : `${group}.${name}`;
}

/** An address has a second key in JSON, as programs that know no large integers need. */
function typeOf({ type, name }: Column<never>): string {
  return type === 'address' ? `address, and \`${name}_hex\`` : type;
}

function sentenceOf({ describe, values }: Column<never>): string {
  const choices = values === undefined ? '' : ` (${values.join(', ')})`;
  return `${describe}${choices}`.replaceAll('|', '\\|');
}
