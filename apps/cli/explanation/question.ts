import type { MetricName } from '#dashboards/metric-view'

const settled = 'by reason at revoked settles revokedBy revokedReason'
const rework = 'reason remediates incidents { externalId title } deployments { version }'

/** The list of each metric that its value was counted from, and the fields of an entry. */
const evidence: Readonly<Record<MetricName, string>> = {
  deploymentFrequency: 'deployments(first: $first) { ...Deployments }',
  leadTimeForChanges: `samples(first: $first, slowestFirst: true) {
    totalCount
    nodes {
      seconds startedAt liveAt stages { stage seconds } flags { code count message }
      change { id number sha title url }
      deployment { id version }
    }
  }`,
  changeFailureRate: 'failures(first: $first) { ...Failures }',
  timeToRestore: 'samples(first: $first) { ...Failures }',
  deploymentReworkRate: 'samples(first: $first) { ...Deployments }',
}

const lists: Readonly<Record<string, string>> = {
  Deployments: `fragment Deployments on DeploymentConnection {
    totalCount
    nodes {
      id version kind liveAt sha labels changes(first: 1) { totalCount } changesUnavailableReason
      rework { ${rework} }
    }
  }`,
  Failures: `fragment Failures on FailureConnection {
    totalCount
    nodes {
      basis confidence impactStartedAt restoredAt restoredRule seconds remedy
      deployment { id version liveAt }
      restoredBy { id version }
      incidents { id externalId title url openedAt restoredAt overrides { ${settled} } }
    }
  }`,
}

/** What people settled about incidents moves these two, and may leave nothing in their lists that says so. */
function correctedOf(metric: MetricName): string {
  if (metric !== 'changeFailureRate' && metric !== 'timeToRestore') return ''
  return `corrected: incidents(filter: { service: $service, environment: $environment, window: $window, corrected: true }, first: 100) {
    totalCount
    nodes { externalId title overrides { ${settled} } }
  }`
}

/** All five with what bounds them, and of one what its value was counted from. */
export function explanationQuestion(metric: MetricName): string {
  const list = evidence[metric]
  const own = (name: MetricName): string => (name === metric ? `band { year level } ${list}` : '')
  const fragments = Object.entries(lists).flatMap(([name, text]) => (list.includes(`...${name}`) ? [text] : []))
  return `
query Explain($service: String!, $environment: String!, $window: WindowInput!, $first: Int!) {
  service(name: $service) {
    name
    environments { name tier }
    metrics(environment: $environment, window: $window) {
      deploymentFrequency {
        ...Certainty interval { low high level method }
        count perDay perWeek activeDays workingDays daysSinceLast attempts failedAttempts aborted byKind { kind count }
        ${own('deploymentFrequency')}
      }
      leadTimeForChanges {
        ...Certainty interval { low high level method }
        medianSeconds p75Seconds p90Seconds changesPerDeployment linesPerChange
        pending { count bound unknownReason oldestSinceStartSeconds oldestSinceMergeSeconds }
        ${own('leadTimeForChanges')}
      }
      changeFailureRate {
        ...Certainty interval { low high level method }
        rate failed deployments confirmedRate byTimeAlone byTimeAloneExpectedByChance
        ${own('changeFailureRate')}
      }
      timeToRestore {
        ...Certainty interval { low high level method }
        medianSeconds openCount atLeastSeconds impactSeconds allIncidentsMedianSeconds allIncidentsCount
        byRemedy { remedy count medianSeconds }
        ${own('timeToRestore')}
      }
      deploymentReworkRate {
        ...Certainty interval { low high level method }
        rate rework deployments
        ${own('deploymentReworkRate')}
      }
    }
  }
  ${correctedOf(metric)}
}
fragment Certainty on Metric {
  displayName sampleSize insufficient unavailableReason coverage
  definition { text rulesVersion }
  window { from to timeZone }
  flags { code count message }
}
${fragments.join('\n')}`
}

/** Fails with what was probably meant where there is no such service; `service(name:)` alone answers null. */
export const serviceQuestion = `query Named($service: String!) {
  deployments(filter: { service: $service }, first: 1) { totalCount }
}`

/** One deployment with every joint by which it is known, and what it shipped: one change of it, or all. */
export function chainQuestion(ofOneChange: boolean): string {
  return `
query Chain($deployment: ID!${ofOneChange ? ', $change: ID!' : ''}) {
  deployment(id: $deployment) {
    id service { name } environment { name }
    kind computedKind statedKind overrideKind outcome version sha commitConfidence
    configRepository configSha startedAt finishedAt liveAt liveRule
    previous { id version } restoredBy { id version }
    failure {
      basis confidence impactStartedAt restoredAt restoredRule seconds remedy
      incidents { id externalId title url openedAt restoredAt overrides { ...Settled } }
      evidence { ...Joint }
    }
    reports { source externalId at }
    overrides { ...Settled }
    labels
    rework { ${rework} }
    links { ...Joint }
    flags { code count message }
    changesUnavailableReason
    ${ofOneChange ? '' : 'changes(first: 50) { totalCount nodes { ...Shipped } }'}
  }
  ${ofOneChange ? 'change: node(id: $change) { ...Shipped }' : ''}
}
fragment Shipped on Change {
  id number sha title url mergedAt firstAuthoredAt openedAt labels
  repository { name }
  commits(first: 10) { totalCount nodes { sha subject authoredAt } }
  links { ...Joint }
}
fragment Settled on Override { ${settled} }
fragment Joint on Link { from to method confidence at missing mend deliveries }
`
}
