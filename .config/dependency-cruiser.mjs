/** Imports that lead in a circle, those of types included. */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that import each other are one, or what both need is a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // Types are gone when a file is compiled, and a circle of them is as hard to follow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.generated\\.ts$' },
  },
};
