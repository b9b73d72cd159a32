/** A question to the API, and how it is asked of the naive tables. */
export interface Question {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Services that it is about. */
  readonly services: readonly string[]
  readonly from: number
  readonly to: number
  readonly naive: 'METRICS' | 'TREND'
}

const day = 86_400_000

const interval = 'sampleSize insufficient unavailableReason coverage interval { low high } flags { code count }'
/** What the overview and a comparison show of each of the five: value, n, interval, why there is none, coverage. */
const five = `
  deploymentFrequency { perDay ${interval} }
  leadTimeForChanges { medianSeconds p75Seconds p90Seconds ${interval} }
  changeFailureRate { rate failed deployments byTimeAlone ${interval} }
  timeToRestore { medianSeconds openCount ${interval} }
  deploymentReworkRate { rate rework ${interval} }`
const trend =
  'leadTimeForChanges { series(by: WEEK) { start sampleSize medianSeconds p75Seconds p90Seconds interval { low high } } }'

interface Span {
  readonly from: number
  readonly to: number
  readonly window: { readonly from: string; readonly to: string; readonly timeZone: string }
}

/** A window of so many days that ends in the middle of a day, as `last` does. */
function span(end: number, days: number, timeZone: string): Span {
  const to = end - 10.5 * 3_600_000
  const from = to - days * day
  return { from, to, window: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), timeZone } }
}

export function serviceMetrics(service: string, end: number, timeZone = 'UTC'): Question {
  const { window, ...times } = span(end, 90, timeZone)
  const query = `query ($service: String!, $window: WindowInput!) { service(name: $service) { metrics(environment: "production", window: $window) { ${five} } } }`
  return { query, variables: { service, window }, services: [service], ...times, naive: 'METRICS' }
}

export function serviceTrend(service: string, end: number, timeZone = 'UTC'): Question {
  const { window, ...times } = span(end, 365, timeZone)
  const query = `query ($service: String!, $window: WindowInput!) { service(name: $service) { metrics(environment: "production", window: $window) { ${trend} } } }`
  return { query, variables: { service, window }, services: [service], ...times, naive: 'TREND' }
}

export function comparison(services: readonly string[], end: number, timeZone = 'UTC'): Question {
  const { window, ...times } = span(end, 90, timeZone)
  const query = `query ($services: [String!]!, $window: WindowInput!) { compare(environment: "production", services: $services, window: $window) { rows { service { name } metrics { ${five} } } } }`
  return { query, variables: { services, window }, services, ...times, naive: 'METRICS' }
}

export function teamComparison(team: string, services: readonly string[], end: number): Question {
  const { window, ...times } = span(end, 90, 'UTC')
  const query = `query ($team: String!, $window: WindowInput!) { compare(environment: "production", team: $team, window: $window) { rows { service { name } metrics { ${five} } } } }`
  return { query, variables: { team, window }, services, ...times, naive: 'METRICS' }
}

export function overview(services: readonly string[], end: number): Question {
  const { window, ...times } = span(end, 90, 'UTC')
  const query = `query ($window: WindowInput!) { services(first: 50) { totalCount nodes { name team { name } metrics(environment: "production", window: $window) { ${five} } } pageInfo { hasNextPage endCursor } } }`
  return { query, variables: { window }, services: services.slice(0, 50), ...times, naive: 'METRICS' }
}

/** The pooled trend of a team. */
export function teamTrend(team: string, services: readonly string[], end: number, days: number): Question {
  const { window, ...times } = span(end, days, 'UTC')
  const query = `query ($team: String!, $window: WindowInput!) { team(name: $team) { metrics(environment: "production", window: $window) { pooled { ${trend} } } } }`
  return { query, variables: { team, window }, services, ...times, naive: 'TREND' }
}
