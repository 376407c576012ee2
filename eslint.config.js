import tseslint from 'typescript-eslint';

const pure = ['src/domain/**/*.ts', 'src/application/projections/**/*.ts', 'src/application/reactors/**/*.ts'];

export default tseslint.config(
  { ignores: ['dist', 'dist.*', 'node_modules', 'coverage', 'data', '*.config.js', '.dependency-cruiser.cjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  {
    // What is read goes through a Sight, which knows who asks.
    files: ['src/application/queries/**/*.ts'],
    ignores: ['src/application/queries/audience/*.ts', 'src/application/queries/allowlist/allowlist.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ['**/ports/event-store.js', 'EventStore', 'SeenEvents'],
            ['**/ports/read-models.js', 'ReadModels', 'Sight'],
            ['**/projections/current-states.js', 'CurrentStates', 'SeenEvents'],
            ['**/streams/planned-jobs.js', 'PlannedJobs', 'SeenEvents'],
            ['**/streams/streams.js', 'Streams', 'SeenEvents'],
            ['@nestjs/cqrs', 'Query', 'ReadQuery'],
          ].map(([group, name, instead]) => ({
            group: [group],
            importNames: [name],
            message: `A query must not answer without knowing who asks: use ${instead}.`,
          })),
        },
      ],
    },
  },
  {
    files: pure,
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in as data.' },
        { object: 'Math', property: 'random', message: 'Randomness comes in as data.' },
        { object: 'crypto', property: 'randomUUID', message: 'Ids come in as data.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes in as data.' },
      ],
    },
  },
);
