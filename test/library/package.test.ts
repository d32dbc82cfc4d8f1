import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { CHECKPOINTS } from '../support/run-program.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A project of somebody else, with the package as `npm run package` makes it. */
const project = mkdtempSync(join(tmpdir(), 'checkpointctl-test-'));
afterAll(() => {
  rmSync(project, { recursive: true });
});

const installed = join(project, 'node_modules/checkpointctl');
mkdirSync(installed, { recursive: true });
const packed = execFileSync(
  process.execPath,
  [
    ...['--input-type=module', '--eval'],
    `import { npmTarball } from './.config/packages/npm.mjs'; console.log(npmTarball(process.argv[1]));`,
    project,
  ],
  { cwd: ROOT, encoding: 'utf8' },
).trim();
execFileSync('tar', ['xf', packed, '--strip-components=1', '-C', installed]);

const example = /## As a library\n\n```ts\n(.*?)```/s.exec(
  readFileSync(`${ROOT}README.md`, 'utf8'),
);
const source = join(project, 'example.mts');
writeFileSync(source, example?.[1] ?? '');
writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
symlinkSync(join(CHECKPOINTS, 'article-crio.tar'), join(project, 'checkpoint.tar'));

test('the example of README.md answers about the article', () => {
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(project, 'example.mjs'), outputText);
  const { stdout, stderr } = run('example.mjs');
  expect(stderr).toBe('');
  expect(stdout).toContain("7 counter.py [ '/usr/bin/python3', '/home/counter/counter.py' ]\n");
  expect(stdout).toContain('7f5a11bad520 15\n');
  expect(stdout).toContain('\nRANDOM_1432_KEY HTTP/1.1\n');
  expect(stdout).toContain('\n8 tee 0\n');
  expect(readFileSync(join(project, 'core.7')).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
});

const parsed = new Map<string, ts.SourceFile | undefined>();

test.each([
  ['NodeNext', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  ['Bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
])('a consumer that resolves as %s compiles', (_name, module, moduleResolution) => {
  const options: ts.CompilerOptions = {
    ...{ module, moduleResolution, target: ts.ScriptTarget.ES2022, strict: true, noEmit: true },
    ...{
      lib: ['lib.es2022.d.ts'],
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
  };
  const host = ts.createCompilerHost(options);
  // What is not of this project is the same for both, and parsed once.
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    if (file.startsWith(project)) return read(file, ...rest);
    if (!parsed.has(file)) parsed.set(file, read(file, ...rest));
    return parsed.get(file);
  };
  const program = ts.createProgram([source], options, host);
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(project));
  expect(files.length).toBeGreaterThan(50);
  const faults = [
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => program.getSyntacticDiagnostics(file)),
    ...files.flatMap((file) => program.getSemanticDiagnostics(file)),
  ];
  expect(
    faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([]);
});

test('a program that is bundled as CommonJS has no module of its own to ask', async () => {
  writeFileSync(
    join(project, 'bundled.js'),
    `import { openCheckpoint } from 'checkpointctl';
     openCheckpoint('checkpoint.tar').then((checkpoint) => {
       console.log(checkpoint.overview().container.name);
       checkpoint.close();
     });`,
  );
  await build({
    ...{ absWorkingDir: project, entryPoints: ['bundled.js'], outfile: 'bundled.cjs' },
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
  expect(run('bundled.cjs')).toMatchObject({ stdout: 'counter\n', stderr: '' });
});

test('YARA rules are scanned by a thread of the package', () => {
  writeFileSync(
    join(project, 'yara.js'),
    `import { openCheckpoint } from 'checkpointctl';
     const checkpoint = await openCheckpoint('checkpoint.tar');
     const rules = 'import "console" rule host { strings: $a = "HOSTNAME=" condition: $a and console.log(#a) }';
     const { hits, messages } = await checkpoint.yara(rules, { pids: new Set([1]) });
     console.log(hits.map(({ where }) => where.owners[0].region.name).join(), messages.join());
     checkpoint.close();`,
  );
  expect(run('yara.js')).toEqual(
    expect.objectContaining({ stdout: '[heap],[stack] 2,1\n', stderr: '' }),
  );
});

test('the package has what it names, and nothing that only makes it', () => {
  const described = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    exports: Record<string, unknown>;
  };
  const { bin, exports: named } = described;
  // npm warns of `prepare`, and everything is bundled.
  expect(described).not.toHaveProperty('scripts');
  expect(described).not.toHaveProperty('dependencies');
  expect(described).not.toHaveProperty('devDependencies');
  expect(described).not.toHaveProperty('private');
  expect(named['./package.json']).toBe('./package.json');
  const files = [...Object.values(bin), 'dist/index.js', 'dist/types/index.d.ts', 'LICENSE'];
  expect(files.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  const none = ['dist/types/criu/schema-table.generated.d.ts', 'dist/packages', 'protos', 'src'];
  expect(none.filter((file) => existsSync(join(installed, file)))).toEqual([]);
});

function run(file: string): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, [file], {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
}
