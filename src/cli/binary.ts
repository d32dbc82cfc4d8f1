import { basename } from 'node:path';
import { main } from './main.js';

/** The one-file program: what it is called as says which of the two it is. */
void main(basename(process.argv0) === 'crit' ? 'crit' : 'checkpointctl');
