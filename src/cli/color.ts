import type { BoxedStyle } from '../render/boxed-table.js';
import type { FoundColors } from '../render/found.js';
import type { Output } from './output.js';

/** Bold text where there is colour, and text as it is elsewhere. */
export async function terminalBold(
  output: Output,
): Promise<((text: string) => string) | undefined> {
  if (!output.color) return undefined;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return (text) => chalk.bold(text);
}

/** How a table in a box looks there. */
export async function boxedStyle(output: Output): Promise<BoxedStyle> {
  return { bold: await terminalBold(output), fit: output.width };
}

/** How matches stand out: always, never, or where there is colour. */
export async function foundColors(output: Output, when: string): Promise<FoundColors> {
  const wanted = when === 'always' || (when === 'auto' && output.color);
  if (!wanted) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return { place: (text) => chalk.cyan(text), match: (text) => chalk.bold.red(text) };
}

const PLAIN: FoundColors = { place: (text) => text, match: (text) => text };
