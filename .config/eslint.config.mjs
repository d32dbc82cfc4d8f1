import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** The layers of src/, lowest first. A layer imports from itself and from those before it. */
const LAYERS = ['bytes', 'search', 'archive', 'criu', 'model', 'analysis', 'render', 'cli'];

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
          // The codec knows no archives: it takes a ByteSource.
          ...(layer === 'criu'
            ? [{ group: ['**/archive/**'], message: 'criu/ takes bytes, never an archive.' }]
            : []),
          // A renderer gets results; it does not open anything.
          ...(layer === 'render'
            ? [
                {
                  group: ['**/archive/**', '**/model/**', '!**/model/absent.js'],
                  message: 'render/ takes results.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'testdata/',
      '**/*.generated.ts',
      'src/search/kernel/',
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
  prettier,
);
