/** What of node:fs changes a disk, without its `Sync`. */
const WRITING = [
  ...['write', 'writev', 'writeFile', 'appendFile', 'truncate', 'ftruncate', 'copyFile', 'cp'],
  ...['mkdir', 'mkdtemp', 'rename', 'link', 'symlink', 'unlink', 'rm', 'rmdir'],
  ...['chmod', 'fchmod', 'lchmod', 'chown', 'fchown', 'lchown', 'utimes', 'futimes', 'lutimes'],
];

const FS = 'source.value=/^(node:)?fs(\\/|$)/';
const MESSAGE = 'Only src/write/ writes to a disk.';

const selectors = [
  `ImportDeclaration[${FS}] > ImportSpecifier[imported.name=/^(${WRITING.join('|')})(Sync)?$/]`,
  `ImportDeclaration[${FS}] > ImportSpecifier[imported.name=/^(createWriteStream|promises)$/]`,
  // Under a name of its own everything of it could be called.
  `ImportDeclaration[${FS}] > ImportNamespaceSpecifier`,
  `ImportDeclaration[${FS}] > ImportDefaultSpecifier`,
  'ImportDeclaration[source.value=/^(node:)?fs\\/promises$/]',
  `ImportExpression[${FS}]`,
  // Files are opened to be read.
  "MemberExpression[object.name='constants'][property.name=/^O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)$/]",
  'CallExpression[callee.name=/^open(Sync)?$/] > Literal[value=/[wa+]/]:nth-child(2)',
];

/** The spool has a temporary file without a name; standard output and standard error are no files. */
export const writingRule = {
  files: ['src/**/*.ts'],
  ignores: ['src/write/**', 'src/archive/spool.ts', 'src/cli/standard-streams.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      ...selectors.map((selector) => ({ selector, message: MESSAGE })),
    ],
  },
};
