/**
 * The direction of imports. A library imports only from libraries that stand above it in this list,
 * and only through their front door (`index.ts`).
 */
const LAYERS = [
  'kernel',
  'counting',
  'transparency',
  'platform',
  'record',
  'assembly',
  'rotation',
  'proposals',
  'deliberation',
  'scenarios',
  'voting',
  'decisions',
  'agreements',
  'disputes',
  'notices',
];

/** Libraries of pure functions: no framework, no database, no input or output, no clock, no chance. */
const PURE = ['kernel', 'counting', 'transparency'];

const TESTS = '[.-]spec\\.ts$|^test/|/spec-support/';
const anyOf = (names) => `(${names.join('|')})`;

const downward = LAYERS.map((name, level) => ({
  name: `${name}-imports-downward`,
  comment: `libs/${name} may import only from: ${LAYERS.slice(0, level).join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: TESTS },
  to: { path: `^libs/${anyOf(LAYERS.slice(level + 1).concat('none'))}/` },
}));

module.exports = {
  forbidden: [
    ...downward,
    {
      name: 'unknown-library',
      comment: 'Every library has its place in LAYERS.',
      severity: 'error',
      from: {},
      to: { path: '^libs/', pathNot: `^libs/${anyOf(LAYERS)}/` },
    },
    {
      name: 'front-door',
      comment: 'Another library is entered by its index.ts only.',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+|test)/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/'] },
    },
    {
      name: 'no-circle',
      comment: 'A circle is solved by moving the shared noun down or by passing an id. Type imports count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libraries-do-not-know-apps',
      severity: 'error',
      from: { path: '^libs/', pathNot: TESTS },
      to: { path: '^(apps|test)/' },
    },
    {
      name: 'witness-stands-alone',
      comment:
        'An organization runs a witness with Node alone: it needs no package and no library that does.',
      severity: 'error',
      from: { path: '^apps/witness/', pathNot: TESTS },
      to: { path: '^(libs/(?!(kernel|transparency)/)|apps/(?!witness/))|node_modules/' },
    },
    {
      name: 'pure-libraries',
      comment:
        'Pure libraries import no package but reflect nothing of the outside; node:crypto hashes, signs and verifies.',
      severity: 'error',
      from: { path: `^libs/${anyOf(PURE)}/`, pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '^(node:)?(crypto|zlib)$' },
    },
    {
      name: 'pure-rules',
      comment: 'A rule is a pure function over plain types.',
      severity: 'error',
      from: { path: '\\.(rules|types)\\.ts$' },
      to: {
        path: ['\\.(entity|service|queries|graphql|resolver|module)\\.ts$', '^libs/(platform|record)/'],
      },
    },
    {
      name: 'pure-rules-no-packages',
      severity: 'error',
      from: { path: '\\.(rules|types)\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'graphql-at-the-edge',
      comment: 'GraphQL packages stay in *.graphql.ts, *.resolver.ts, *.module.ts, platform and apps.',
      severity: 'error',
      from: {
        path: '^libs/',
        pathNot: ['\\.(graphql|resolver|module)\\.ts$', '^libs/platform/', TESTS],
      },
      to: { path: 'node_modules/(graphql|@nestjs/graphql|@nestjs/apollo|@apollo)/' },
    },
    {
      name: 'typeorm-inside',
      comment: 'TypeORM stays in entities, services, queries, migrations, platform and record.',
      severity: 'error',
      from: {
        path: '^libs/',
        pathNot: [
          '\\.(entity|service|queries|module)\\.ts$',
          '/migrations/',
          '^libs/(platform|record)/',
          TESTS,
        ],
      },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
