import type { CommandRef } from './command.js';

/** The commands of checkpointctl, in the order of the help. */
export const COMMANDS: readonly CommandRef[] = [
  {
    name: 'show',
    summary: 'Show an overview of container checkpoints',
    load: async () => (await import('./commands/show.js')).command,
  },
];
