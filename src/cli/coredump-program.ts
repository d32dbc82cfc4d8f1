import type { Program } from './command.js';

/** CRIU's script of that name, which is called with a directory behind -i. */
export const COREDUMP: Program = {
  name: 'coredump',
  summary: "Writes ELF core files of the processes of a checkpoint. Drop-in for CRIU's coredump.",
  commands: [],
  only: {
    name: '',
    summary: '',
    load: async () => (await import('./commands/criu-coredump.js')).command,
  },
};
