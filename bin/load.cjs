// Loads dist/cli.cjs. No compiled code is kept beside it: V8 takes that of another build of the same
// version of Node for its own and crashes.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const BUNDLE = join(__dirname, '../dist/cli.cjs');

if (!existsSync(BUNDLE)) {
  console.error(
    'Error: not built yet: run `npm ci`, or `npm run build`, in the folder of checkpointctl',
  );
  process.exit(1);
}
module.exports = require(BUNDLE);
