import { safeText } from '../../render/safe-text.js';
import { type CommandRef, defineCommand, type Program } from '../command.js';
import { outcome } from '../outcome.js';
import { findPlugins, pluginDirectories } from '../plugins/find-plugins.js';
import { describeAll } from '../plugins/plugins.js';

/** Widest name that its description stands beside. */
const WIDTH = 20;

/** @param ours the names that no plugin can have */
function listOf(ours: readonly CommandRef[]): CommandRef {
  const summary = 'List the plugins in PATH, and what they say that they do';
  const command = defineCommand({
    summary,
    arguments: {},
    options: {},
    examples: [['', 'All plugins, with their paths']],
    notes:
      'A plugin is a program checkpointctl-NAME in a directory of PATH, of several the first. It is run when it is called as ' +
      'checkpointctl NAME, with the words behind it, and to be listed, with --plugin-description: what it prints is told if ' +
      'it ends with 42 within half a second. It cannot have the name of a command of checkpointctl. Directories of PATH that are ' +
      'not absolute are not looked at. CHECKPOINTCTL_JSON tells a plugin the number of a descriptor: it writes a line ' +
      '"TABLE ARCHIVE" there and reads the rows of the table as JSON lines, up to an empty line.',
    async run(_, io) {
      const isOurs = (name: string): boolean => ours.some((command) => command.name === name);
      const found = findPlugins();
      const plugins = await describeAll(found.filter(({ name }) => !isOurs(name)));
      const rows = plugins.map(({ name, path, description = '(no description)' }) => {
        const indent = ' '.repeat(WIDTH + 3);
        return `  ${safeText(name).padEnd(WIDTH)} ${safeText(description)}\n${indent}${safeText(path)}\n`;
      });
      await io.out.write(
        rows.length === 0 ? 'No plugins found in PATH\n' : `Available plugins:\n${rows.join('')}`,
      );
      return outcome({
        notes: [...shadowed(found.filter(({ name }) => isOurs(name))), ...skipped()],
      });
    },
  });
  return { name: 'list', summary, load: () => Promise.resolve(command) };
}

function shadowed(plugins: readonly { readonly name: string; readonly path: string }[]): string[] {
  return plugins.map(
    ({ name, path }) => `${path} is never run: ${name} is a command of checkpointctl`,
  );
}

function skipped(): string[] {
  const all = (process.env['PATH'] ?? '').split(':');
  const isWhole = new Set(all).size === pluginDirectories().length;
  return isWhole
    ? []
    : ['PATH has directories that are not absolute: no plugins are looked for there'];
}

/** @param commands those of checkpointctl, which has this one among them */
export function pluginProgram(commands: readonly CommandRef[]): Program {
  return {
    name: 'checkpointctl plugin',
    summary: 'Commands of others: programs checkpointctl-NAME in PATH.',
    commands: [listOf(commands)],
  };
}
