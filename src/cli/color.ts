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
