import { basename } from 'node:path';
import { main, PROGRAMS } from './main.js';

/** Runs the one-file program: that which it is called as, and checkpointctl under any other name. */
export async function start(): Promise<void> {
  const called = basename(process.argv0);
  const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[];
  await main(names.find((name) => name === called) ?? 'checkpointctl');
}
