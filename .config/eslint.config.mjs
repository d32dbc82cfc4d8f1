import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { writingRule } from './writing-rule.mjs';

/** The layers of src/, lowest first. A layer imports from itself and from those before it. */
const LAYERS = [
  ...['bytes', 'search', 'remote', 'archive', 'criu', 'formats', 'model'],
  ...['capture', 'analysis', 'tables', 'render', 'write', 'library', 'cli'],
];

const layerRules = LAYERS.map((layer, level) => ({
  files: [`src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...LAYERS.slice(level + 1).map((higher) => ({
            group: [`**/${higher}/**`],
            message: `${layer}/ lies below ${higher}/ and must not know it.`,
          })),
          // A server is asked for bytes, whatever they are.
          ...(layer === 'remote'
            ? [{ group: ['**/search/**'], message: 'remote/ knows no search.' }]
            : []),
          // The codec knows no archives: it takes a ByteSource.
          ...(layer === 'criu'
            ? [{ group: ['**/archive/**'], message: 'criu/ takes bytes, never an archive.' }]
            : []),
          // A format is bytes, whoever asks for it.
          ...(layer === 'formats'
            ? [
                {
                  group: ['**/search/**', '**/archive/**', '**/criu/**'],
                  message: 'formats/ knows bytes alone.',
                },
              ]
            : []),
          // The model tells what has bytes; how they are searched is another question.
          ...(layer === 'model'
            ? [{ group: ['**/search/**'], message: 'model/ knows no search.' }]
            : []),
        ],
      },
    ],
  },
}));

/** A renderer gets results, which are made of the model's types, and the words of model/describe. */
const rendererRule = {
  files: ['src/render/**/*.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              ...['**/archive/**', '**/model/**', '!**/model/absent.js'],
              ...['!**/model/describe', '!**/model/describe/**'],
            ],
            allowTypeImports: true,
            message: 'render/ takes results; it does not open anything.',
          },
        ],
      },
    ],
  },
};

/** A command declares what it reads, and gets a checkpoint that has it. */
const openerRule = {
  files: ['src/cli/**/*.ts'],
  ignores: ['src/cli/opened-archives.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['open', 'open-some', 'open-store', 'nested', 'salvage', 'walk-members'].map(
              (name) => `**/archive/${name}.js`,
            ),
            message: 'cli/opened-archives.ts alone opens archives.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'testdata/',
      '**/*.generated.ts',
      'src/search/kernel/',
      'src/bytes/lz4/kernel/',
      'src/render/hex-rows/kernel/',
      'node_modules/',
      'coverage/',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: new URL('..', import.meta.url).pathname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-control-regex': 'off',
      // Fields that are named to be left out of the rest.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportNamedDeclaration > VariableDeclaration[kind="let"]',
          message: 'What is exported does not change: the files of dist/ take it once.',
        },
      ],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', 'bin/*'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        require: 'readonly',
        performance: 'readonly',
        __dirname: 'readonly',
        module: 'writable',
      },
    },
  },
  ...layerRules,
  openerRule,
  rendererRule,
  writingRule,
  prettier,
);
