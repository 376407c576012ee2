/** Who may import whom: docs/architecture.md, "Who may import whom". */
const forbid = (name, from, to) => ({ name, severity: 'error', from, to });
const vocabulary = 'access|run|check|forge|package-config|comment-command|planning|targets|inputs|spec-file';

module.exports = {
  forbidden: [
    forbid('no-cycles', {}, { circular: true }),
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/(main|cli)\\.ts$', '\\.d\\.ts$', '^sandbox/'] },
      to: {},
    },
    forbid(
      'domain-is-pure',
      { path: '^src/domain/' },
      {
        pathNot: ['^src/domain/', 'node_modules/(zod|yaml|re2js|mdast-util-from-markdown|@renovatebot/pep440|@types)/'],
      },
    ),
    forbid(
      'features-share-events-only',
      { path: '^src/domain/([^/]+)/' },
      { path: '^src/domain/[^/]+/', pathNot: [`^src/domain/($1|${vocabulary})/`, '\\.events\\.ts$', '-order\\.ts$'] },
    ),
    forbid(
      'application-knows-no-adapters',
      { path: '^src/application/' },
      { path: '^src/(infrastructure|interfaces)/' },
    ),
    forbid(
      'application-uses-no-sdk',
      { path: '^src/application/' },
      { path: 'node_modules/', pathNot: ['node_modules/(@nestjs/(common|cqrs)|zod|rxjs|reflect-metadata|@types)/'] },
    ),
    forbid(
      'infrastructure-implements-ports',
      { path: '^src/infrastructure/' },
      { path: ['^src/interfaces/', '^src/application/(?!ports/)'] },
    ),
    forbid(
      'adapters-do-not-know-each-other',
      { path: '^src/infrastructure/([^/]+)/' },
      { path: '^src/infrastructure/([^/]+)/', pathNot: ['^src/infrastructure/($1|shared)/'] },
    ),
    forbid(
      'interfaces-send-commands-and-queries',
      { path: '^src/interfaces/' },
      { path: ['^src/infrastructure/', '^src/application/(projections|reactors|effects|streams)/'] },
    ),
    forbid('the-product-knows-no-sandbox', { path: '^src/' }, { path: '^(sandbox|test|bench)/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
