import { critProgram } from './crit/commands.js';
import { main } from './program.js';

void main(critProgram('crit'));
