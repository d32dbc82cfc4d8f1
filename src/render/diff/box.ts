import { cutToWidth, padToWidth } from '../display-width.js';
import { safeText } from '../safe-text.js';

/** Columns between the corners, as checkpointctl has them. */
const WIDTH = 62;
const WIDE = 71;

/** Columns of a name in the box of titles. */
const NAME = 51;

/** A title and names in double lines. */
export function titleBox(title: string, names: Readonly<Record<string, string>>): string {
  const inner = NAME + 13;
  const line = (text: string) => `║ ${padToWidth(text, inner - 2, 'left')} ║`;
  return [
    `╔${'═'.repeat(inner)}╗`,
    line(title),
    `╠${'═'.repeat(inner)}╣`,
    ...Object.entries(names).map(([name, value]) =>
      line(`${`${name}:`.padEnd(11)}${cutToWidth(safeText(value), NAME)}`),
    ),
    `╚${'═'.repeat(inner)}╝`,
    '',
  ].join('\n');
}

interface BoxLook {
  readonly isWide?: boolean;
  /** What stands in it when there are no lines. */
  readonly empty?: string;
}

/** Lines under a title; what they hold of the archive is made safe here. */
export function box(
  title: string,
  lines: readonly string[],
  { isWide = false, empty = '= No change' }: BoxLook = {},
): string {
  const width = isWide ? WIDE : WIDTH;
  const told = lines.length === 0 ? [empty] : lines;
  return [
    `┌─ ${title} ${'─'.repeat(Math.max(width - title.length - 3, 0))}┐`,
    ...told.map((line) => `│ ${safeText(line)}`.trimEnd()),
    `└${'─'.repeat(width)}┘`,
    '',
  ].join('\n');
}
