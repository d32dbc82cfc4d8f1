// Loads dist/cli.cjs with the compiled code that the build kept, if this version of Node can use it.
const { readFileSync, existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

// The bundle is ASCII, which is read fastest as latin1.
const BUNDLE = join(__dirname, '../dist/cli.cjs');
const CACHE = join(__dirname, '../dist/cli.cache');

function compile() {
  if (!existsSync(BUNDLE)) {
    console.error(
      'Error: not built yet: run `npm ci`, or `npm run build`, in the folder of checkpointctl',
    );
    process.exit(1);
  }
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(BUNDLE, 'latin1')}\n})`;
  const cachedData = existsSync(CACHE) ? readFileSync(CACHE) : undefined;
  const script = new Script(source, { filename: BUNDLE, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, BUNDLE, dirname(BUNDLE));
  return { script, exports: module.exports };
}

module.exports = { compile, CACHE };
