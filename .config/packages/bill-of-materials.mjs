import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIMES, VERSION } from '../binary-runtimes.mjs';
import { SHARED } from '../program-options.mjs';
import { sourceDate } from '../source-date.mjs';

const root = SHARED.absWorkingDir;

/**
 * Writes a CycloneDX bill of what a package holds. npm knows the packages that are installed here, all of them for
 * development; those that the bundler took something of are what others get.
 * @param target of the one-file program; without one it is that of the npm package
 */
export function writeBill(directory, target) {
  const bill = JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
    }),
  );
  const bundled = new Set(JSON.parse(readFileSync(join(root, 'dist/packages.meta.json'), 'utf8')));
  const { component } = bill.metadata;
  component.name = 'checkpointctl';
  component.type = 'application';
  const components = bill.components.filter((each) => bundled.has(each['bom-ref']));
  const missing = bundled.size - components.length;
  if (missing !== 0)
    throw new Error(`npm does not know ${missing} of the packages that are bundled`);
  for (const each of components) {
    each.scope = 'required';
    each.properties = each.properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  }
  if (target !== undefined) components.push(runtimeOf(target));

  bill.metadata.timestamp = new Date(sourceDate() * 1000).toISOString();
  bill.metadata.lifecycles = [{ phase: 'build' }];
  bill.components = components;
  bill.dependencies = [
    { ref: component['bom-ref'], dependsOn: components.map((each) => each['bom-ref']) },
    ...components.map((each) => ({ ref: each['bom-ref'], dependsOn: [] })),
  ];
  delete bill.serialNumber;
  bill.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bill))}`;

  const file = join(
    directory,
    `checkpointctl-${component.version}${target === undefined ? '' : `-${target}`}.cdx.json`,
  );
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  return file;
}

function runtimeOf(target) {
  const { name, integrity } = RUNTIMES[target];
  const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
  return {
    'bom-ref': `${name}@${VERSION}`,
    ...{ type: 'framework', name, version: VERSION, scope: 'required' },
    purl: `pkg:npm/${name.replace('@', '%40')}@${VERSION}`,
    hashes: [{ alg: 'SHA-512', content }],
    licenses: [{ license: { id: 'MIT' } }, { license: { id: 'LGPL-2.1-or-later' } }],
  };
}

/** A version 8 UUID (RFC 9562), which is made of what it names. */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
