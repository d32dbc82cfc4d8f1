import { basename } from 'node:path';
import { main, PROGRAMS } from './main.js';

/** The one-file program is the one that it is called as, and checkpointctl under any other name. */
const called = basename(process.argv0);
const names = Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[];

void main(names.find((name) => name === called) ?? 'checkpointctl');
