/** A question to the API, and how it is asked of the naive tables. */
export interface Question {
  readonly query: string
  /** Services that it is about; all of the data set when null. */
  readonly services: readonly string[]
  readonly from: number
  readonly to: number
  readonly naive: 'METRICS' | 'TREND'
}

const day = 86_400_000

/** What the overview and a comparison show of each of the five: value, n, interval, why there is none, coverage. */
const five = `
  deploymentFrequency { perDay sampleSize insufficient unavailableReason coverage interval { low high } flags { code count } }
  leadTimeForChanges { medianSeconds p75Seconds p90Seconds sampleSize insufficient unavailableReason coverage interval { low high } flags { code count } }
  changeFailureRate { rate failed deployments byTimeAlone sampleSize insufficient unavailableReason coverage interval { low high } flags { code count } }
  timeToRestore { medianSeconds openCount sampleSize insufficient unavailableReason coverage interval { low high } flags { code count } }
  deploymentReworkRate { rate rework sampleSize insufficient unavailableReason coverage interval { low high } flags { code count } }`

function windowOf(from: number, to: number, timeZone: string): string {
  return `window: {from: "${new Date(from).toISOString()}", to: "${new Date(to).toISOString()}", timeZone: "${timeZone}"}`
}

/** A window of so many days that ends in the middle of a day, as `last` does. */
function span(end: number, days: number): { readonly from: number; readonly to: number } {
  const to = end - 10.5 * 3_600_000
  return { from: to - days * day, to }
}

export function serviceMetrics(service: string, end: number, timeZone = 'UTC'): Question {
  const { from, to } = span(end, 90)
  const query = `{ service(name: "${service}") { metrics(environment: "production", ${windowOf(from, to, timeZone)}) { ${five} } } }`
  return { query, services: [service], from, to, naive: 'METRICS' }
}

const trend = 'leadTimeForChanges { series(by: WEEK) { start sampleSize medianSeconds p75Seconds p90Seconds interval { low high } } }'

export function serviceTrend(service: string, end: number, timeZone = 'UTC'): Question {
  const { from, to } = span(end, 365)
  const query = `{ service(name: "${service}") { metrics(environment: "production", ${windowOf(from, to, timeZone)}) { ${trend} } } }`
  return { query, services: [service], from, to, naive: 'TREND' }
}

export function comparison(services: readonly string[], end: number, timeZone = 'UTC'): Question {
  const { from, to } = span(end, 90)
  const query = `{ compare(environment: "production", services: ${JSON.stringify(services)}, ${windowOf(from, to, timeZone)}) { rows { service { name } metrics { ${five} } } } }`
  return { query, services, from, to, naive: 'METRICS' }
}

export function teamComparison(team: string, services: readonly string[], end: number): Question {
  const { from, to } = span(end, 90)
  const query = `{ compare(environment: "production", team: "${team}", ${windowOf(from, to, 'UTC')}) { rows { service { name } metrics { ${five} } } } }`
  return { query, services, from, to, naive: 'METRICS' }
}

export function overview(services: readonly string[], end: number): Question {
  const { from, to } = span(end, 90)
  const query = `{ services(first: 50) { totalCount nodes { name team { name } metrics(environment: "production", ${windowOf(from, to, 'UTC')}) { ${five} } } pageInfo { hasNextPage endCursor } } }`
  return { query, services: services.slice(0, 50), from, to, naive: 'METRICS' }
}

/** The pooled trend of a team. */
export function teamTrend(team: string, services: readonly string[], end: number, days: number): Question {
  const { from, to } = span(end, days)
  const query = `{ team(name: "${team}") { metrics(environment: "production", ${windowOf(from, to, 'UTC')}) { pooled { ${trend} } } } }`
  return { query, services, from, to, naive: 'TREND' }
}
