import { COMMANDS } from './commands.js';
import { main } from './program.js';

void main({
  name: 'checkpointctl',
  summary: 'Reads container checkpoints made by CRIU, straight from their archive.',
  commands: COMMANDS,
});
