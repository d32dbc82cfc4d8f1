import type { CommandRef, Program } from '../command.js';

/** The commands of crit. */
export const CRIT_COMMANDS: readonly CommandRef[] = [
  {
    name: 'decode',
    summary: 'Turn an image into JSON',
    load: async () => (await import('./decode.js')).command,
  },
  {
    name: 'encode',
    summary: 'Turn JSON back into an image',
    load: async () => (await import('./encode.js')).command,
  },
  {
    name: 'info',
    summary: 'Tell the kind of an image and the number of its entries',
    load: async () => (await import('./info.js')).command,
  },
  {
    name: 'show',
    summary: 'Print an image as text: decode --pretty',
    load: async () => (await import('./show.js')).command,
  },
  {
    name: 'compress',
    summary: 'Compress the pages of a directory (LZ4), as CRIU after 4.2 does',
    load: async () => (await import('./compress.js')).command,
  },
  {
    name: 'decompress',
    summary: 'Write the compressed pages of a directory as they are',
    load: async () => (await import('./decompress.js')).command,
  },
  {
    name: 'x',
    summary: 'Explore a whole dump: processes, descriptors, memory',
    load: async () => (await import('./x.js')).command,
  },
];

/** crit as a program, also under `checkpointctl crit`. */
export function critProgram(name: string): Program {
  return {
    name,
    summary: "Shows, takes apart and puts together CRIU's images. Drop-in for CRIU's crit.",
    commands: CRIT_COMMANDS,
    withoutArguments: 'too few arguments',
  };
}
