import { type EmbedLock, type EmbedMetric, embedMetrics } from '#access/embed'

/** What each metric is asked for: all that its card shows, its trend too. */
const selections: Readonly<Record<EmbedMetric, string>> = {
  deploymentFrequency: `
  ...Certainty
  perWeek
  count
  activeDays
  workingDays
  daysSinceLast
  attempts
  failedAttempts
  aborted
  byKind {
    kind
    count
  }
  interval {
    ...Range
  }
  series(by: $by) {
    start
    end
    count
    perDay
  }`,
  leadTimeForChanges: `
  ...Certainty
  medianSeconds
  p75Seconds
  p90Seconds
  changesPerDeployment
  linesPerChange
  interval {
    ...Range
  }
  pending {
    count
    bound
    unknownReason
    oldestSinceStartSeconds
    oldestSinceMergeSeconds
  }
  stages {
    stage
    sampleSize
    medianSeconds
    meanSeconds
    share
  }
  series(by: $by) {
    ...DurationStep
  }`,
  changeFailureRate: `
  ...Certainty
  rate
  failed
  deployments
  confirmedRate
  byTimeAlone
  byTimeAloneExpectedByChance
  interval {
    ...Range
  }
  series(by: $by) {
    ...RateStep
  }`,
  timeToRestore: `
  ...Certainty
  medianSeconds
  openCount
  atLeastSeconds
  impactSeconds
  allIncidentsMedianSeconds
  allIncidentsCount
  byRemedy {
    remedy
    count
    medianSeconds
  }
  interval {
    ...Range
  }
  series(by: $by) {
    ...DurationStep
  }`,
  deploymentReworkRate: `
  ...Certainty
  rate
  rework
  deployments
  interval {
    ...Range
  }
  series(by: $by) {
    ...RateStep
  }`,
}

const values: Readonly<Record<EmbedMetric, string>> = {
  deploymentFrequency: 'perWeek',
  leadTimeForChanges: 'medianSeconds',
  changeFailureRate: 'rate',
  timeToRestore: 'medianSeconds',
  deploymentReworkRate: 'rate',
}

/** What a metric is held against: of the window before, what decides whether it got better. */
function valueBefore(metric: EmbedMetric): string {
  return `{ sampleSize insufficient unavailableReason ${values[metric]} interval { ...Range } }`
}

const fragments: Readonly<Record<string, string>> = {
  Certainty: `
fragment Certainty on Metric {
  displayName
  definition {
    text
    rulesVersion
  }
  window {
    from
    to
  }
  sampleSize
  insufficient
  unavailableReason
  coverage
  flags {
    code
    count
    message
  }
}`,
  Values: `
fragment Values on Metrics {
  deploymentFrequency {
    ...Certainty
    perWeek
    interval {
      ...Range
    }
  }
  leadTimeForChanges {
    ...Certainty
    medianSeconds
    interval {
      ...Range
    }
  }
  changeFailureRate {
    ...Certainty
    rate
    failed
    deployments
    interval {
      ...Range
    }
  }
  timeToRestore {
    ...Certainty
    medianSeconds
    openCount
    atLeastSeconds
    interval {
      ...Range
    }
  }
  deploymentReworkRate {
    ...Certainty
    rate
    rework
    deployments
    interval {
      ...Range
    }
  }
}`,
  Before: `
fragment Before on Metrics {
${embedMetrics.map((metric) => `  ${metric} ${valueBefore(metric)}`).join('\n')}
}`,
  Range: `
fragment Range on Interval {
  low
  high
  level
}`,
  DurationStep: `
fragment DurationStep on DurationPoint {
  start
  end
  sampleSize
  medianSeconds
  p90Seconds
  interval {
    ...Range
  }
}`,
  RateStep: `
fragment RateStep on RatePoint {
  start
  end
  rate
  numerator
  denominator
  interval {
    ...Range
  }
}`,
}

/** A document with the fragments that it uses, and those that these use. */
function whole(document: string): string {
  const names = Object.keys(fragments)
  const used = (text: string): string[] => names.filter((name) => new RegExp(`\\.\\.\\.${name}\\b`).test(text))
  const first = used(document)
  const second = first.flatMap((name) => used(fragments[name] ?? ''))
  const all = new Set([...first, ...second])
  return `${document}${names.map((name) => (all.has(name) ? fragments[name] : '')).join('')}\n`
}

const embed = 'viewer { embed { name part metric service dashboard environment timeZone theme steps } }'

/** When, and not why: reasons name what else was changed. */
const ruleChanges = 'ruleChanges(window: $window) { at }'

/** `held`: those that are held against the window before. */
function embedDocument(name: string, metrics: readonly EmbedMetric[], held = metrics): string {
  const asked = metrics.map((metric) => `${metric} {${selections[metric]}\n}`).join('\n')
  const before = held.map((metric) => `${metric} ${valueBefore(metric)}`).join('\n')
  const beside = `before: metrics(environment: $environment, window: $before) {\n${before}\n}\n`
  return whole(`query ${name}(
  $name: String!
  $environment: String!
  $window: WindowInput!${held.length > 0 ? '\n  $before: WindowInput!' : ''}
  $by: Bucket!
) {
${embed}
service(name: $name) {
name${held.length > 0 ? `\n${ruleChanges}` : ''}
metrics(environment: $environment, window: $window) {
${asked}
}
${held.length > 0 ? beside : ''}}
}
`)
}

function perMetric(make: (metric: EmbedMetric) => string): Readonly<Record<EmbedMetric, string>> {
  return Object.fromEntries(embedMetrics.map((metric) => [metric, make(metric)])) as Record<EmbedMetric, string>
}

const ofMetric = perMetric((metric) => embedDocument(`Embed_${metric}`, [metric]))
/** Stages are held against nothing and have no trend. */
const ofStages = embedDocument('Embed_stages', ['leadTimeForChanges'], [])
const ofService = embedDocument('Embed_service', embedMetrics)

const before = 'before: metrics(environment: $environment, window: $before) { ...Before }'

/** A dashboard and all that its parts show: as the page asks for them, in one question. */
const ofDashboard = whole(`query Embed_dashboard(
  $name: String!
  $charted: [String!]! = []
  $listed: [String!]! = []
  $latest: [String!]! = []
  $team: String! = ""
  $environment: String!
  $window: WindowInput!
  $before: WindowInput!
  $by: Bucket!
) {
${embed}
dashboard(name: $name) {
name
title
variables { services teams environments last timeZone }
rows { parts { kind width title metric service services text } }
}
charted: services(filter: { names: $charted }, first: 25) {
nodes {
name
${ruleChanges}
metrics(environment: $environment, window: $window) {
${embedMetrics.map((metric) => `${metric} {${selections[metric]}\n}`).join('\n')}
}
${before}
}
}
listed: services(filter: { names: $listed }, first: 100) {
nodes { name metrics(environment: $environment, window: $window) { ...Values } ${before} }
}
ofTeam: services(filter: { team: $team }, first: 100) {
totalCount
nodes { name metrics(environment: $environment, window: $window) { ...Values } ${before} }
}
latest: services(filter: { names: $latest }, first: 25) {
nodes {
name
deployments(environment: $environment, window: $window, first: 10) {
totalCount
nodes { id version kind outcome startedAt finishedAt liveAt }
}
}
}
}
`)

/** Name by which the holder of an embed asks for its data: the document is that of the embed's part. */
export const embedDocumentId = 'embed'

/** The one document that the holder of an embed may run. */
export function documentOf({ part, metric }: Pick<EmbedLock, 'part' | 'metric'>): string {
  if (part === 'DASHBOARD') return ofDashboard
  if (part === 'STAGES') return ofStages
  return part === 'METRIC' && metric !== null ? ofMetric[metric] : ofService
}

const ofBadge = perMetric(
  (metric) => `query Badge_${metric}($name: String!, $environment: String!, $window: WindowInput!) {
service(name: $name) {
name
badges
metrics(environment: $environment, window: $window) { ${metric} { value: ${values[metric]} sampleSize unavailableReason } }
}
}
`,
)

/** What a badge is drawn from; its `value` is in the metric's own unit. */
export function badgeDocument(metric: EmbedMetric): string {
  return ofBadge[metric]
}

/** Whether anybody may see badges of a service: asked first, so that of others nothing is reckoned, and no failure tells of them. */
export const badgesDocument = `query Badges($name: String!) {
service(name: $name) { badges }
}
`

const registered = new Set([
  ofStages,
  ofService,
  ofDashboard,
  ...Object.values(ofMetric),
  badgesDocument,
  ...Object.values(ofBadge),
])

/** Whether a document is one of ours: all that the holder of an embed may have answered. */
export function isRegistered(document: string): boolean {
  return registered.has(document)
}
