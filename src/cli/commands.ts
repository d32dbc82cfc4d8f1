import type { CommandRef } from './command.js';

/** The commands of checkpointctl, in the order of the help. */
export const COMMANDS: readonly CommandRef[] = [
  {
    name: 'show',
    summary: 'Show an overview of container checkpoints',
    load: async () => (await import('./commands/show.js')).command,
  },
  {
    name: 'crit',
    summary: "Show, take apart and put together CRIU's images",
    load: async () => (await import('./crit/commands.js')).critProgram('checkpointctl crit'),
  },
  {
    name: 'completion',
    summary: 'Print a completion script for a shell',
    load: async () => (await import('./commands/completion.js')).command,
  },
];
