// Makes dist/packages of what is built: the npm package, a Debian package, the folder of a container image, and the
// bills of materials. `npm run package [-- --target linux-arm64]`; `npm run build` comes first.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { writeBill } from './packages/bill-of-materials.mjs';
import { debianPackage } from './packages/debian.mjs';
import { imageFolder } from './packages/image.mjs';
import { npmTarball } from './packages/npm.mjs';
import { SHARED } from './program-options.mjs';

const root = SHARED.absWorkingDir;
const packages = join(root, 'dist/packages');
const host = `${process.platform}-${process.arch}`;
const { values } = parseArgs({ options: { target: { type: 'string', default: host } } });
const { target } = values;

if (!existsSync(join(root, 'dist/packages.meta.json'))) {
  console.error('Error: `npm run build` comes first');
  process.exit(1);
}
rmSync(packages, { recursive: true, force: true });
mkdirSync(packages);

console.log(npmTarball(packages));
console.log(writeBill(packages));

const binary = join(root, `dist/checkpointctl-${target}`);
if (!existsSync(binary)) {
  execFileSync(process.execPath, [join(root, '.config/binary.mjs'), '--target', target], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
console.log(writeBill(packages, target));
if (!/^linux-(x64|arm64)$/.test(target)) {
  console.log(`no Debian package and no image of ${target}`);
} else {
  console.log(debianPackage(packages, binary, target));
  // The libraries of an image are those of the machine that it is made on.
  console.log(target === host ? imageFolder(packages, binary) : `no image of ${target} on ${host}`);
}
