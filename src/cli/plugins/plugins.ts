import type { OtherCommands } from '../command.js';
import { describePlugin } from './describe-plugin.js';
import { findPlugin, findPlugins, type Plugin } from './find-plugins.js';
import { runPlugin } from './run-plugin.js';

/** Programs `checkpointctl-NAME` as commands. */
export const PLUGINS: OtherCommands = {
  run(name, argv, io) {
    const plugin = findPlugin(name);
    return plugin === undefined ? undefined : runPlugin(plugin, argv, io);
  },
  names: () => findPlugins().map(({ name }) => name),
  list: async (ours) => await describeAll(findPlugins().filter(({ name }) => !ours.includes(name))),
};

/** A plugin with what it says that it does. */
export interface DescribedPlugin extends Plugin {
  readonly description: string | undefined;
}

/** Asks all at once: one that hangs holds nobody up. */
export async function describeAll(plugins: readonly Plugin[]): Promise<DescribedPlugin[]> {
  return await Promise.all(
    plugins.map(async (plugin) => ({ ...plugin, description: await describePlugin(plugin) })),
  );
}
