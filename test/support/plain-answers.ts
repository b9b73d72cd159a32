import type { Api } from './graphql-api.ts'
import type { NamedStream } from './many-histories.ts'

const point = 'start end interval { low high level method }'
const rates = `${point} numerator denominator rate`
const spans = `${point} sampleSize medianSeconds p75Seconds p90Seconds`
const common =
  'sampleSize insufficient unavailableReason coverage interval { low high level method } flags { code count }'

function series(of: string): string {
  return `day: series(by: DAY) { ${of} } week: series(by: WEEK) { ${of} } month: series(by: MONTH) { ${of} }`
}

/** Every number of the five metrics, and nothing that needs records: answered from kept days. */
const numbers = `
  deploymentFrequency { ${common} count perDay perWeek activeDays workingDays medianPerDay daysSinceLast attempts
    failedAttempts aborted byKind { kind count } ${series(`${point} count perDay`)} }
  leadTimeForChanges { ${common} medianSeconds meanSeconds p75Seconds p90Seconds changesPerDeployment linesPerChange
    pending { count oldestSinceStartSeconds oldestSinceMergeSeconds } stages { stage medianSeconds meanSeconds share }
    ${series(spans)} }
  changeFailureRate { ${common} rate failed deployments confirmedRate byTimeAlone byTimeAloneExpectedByChance ${series(rates)} }
  timeToRestore { ${common} medianSeconds openCount atLeastSeconds impactSeconds allIncidentsMedianSeconds
    byRemedy { remedy count medianSeconds } ${series(spans)} }
  deploymentReworkRate { ${common} rate rework deployments ${series(rates)} }`

/** The records behind the numbers. */
const evidence = `
  deploymentFrequency { count deployments(first: 100) { totalCount nodes { kind liveAt version } } }
  leadTimeForChanges { medianSeconds sampleSize samples(first: 100) { totalCount
    nodes { seconds startedAt liveAt stages { stage seconds } change { number title } deployment { version } } } }
  changeFailureRate { rate deployments failed failures(first: 100) { totalCount
    nodes { basis confidence impactStartedAt restoredAt seconds incidents { externalId } evidence { method from to } } } }
  timeToRestore { sampleSize openCount medianSeconds samples(first: 100) { totalCount nodes { seconds restoredAt } } }
  deploymentReworkRate { rework deployments samples(first: 100) { totalCount nodes { kind version } } }`

// biome-ignore lint: answers are looked into by their tests
type Metric = Readonly<Record<string, unknown>>
/** Metrics by name, as the API answers them. */
export type Answered = Readonly<Record<string, Metric>>

export interface AskedWindow {
  readonly from: string
  readonly to: string
  readonly timeZone: string
}

/** What the API answers of each stream, a few streams in one question. */
export async function answersOf(
  api: Api,
  streams: readonly NamedStream[],
  window: AskedWindow,
  what: 'NUMBERS' | 'EVIDENCE' = 'NUMBERS',
): Promise<Answered[]> {
  const answers: Answered[] = []
  for (let at = 0; at < streams.length; at += 5) {
    const part = streams.slice(at, at + 5)
    // Names are variables: then it is one document, which is compiled once, and not one for each handful of streams.
    const names = part.map((_, index) => `$s${index}: String!, $e${index}: String!`)
    const fields = part.map(
      (_, index) => `s${index}: service(name: $s${index}) { metrics(environment: $e${index}, window: $w) { ...M } }`,
    )
    const query = `query ($w: WindowInput!, ${names.join(', ')}) { ${fields.join(' ')} } fragment M on Metrics { ${what === 'NUMBERS' ? numbers : evidence} }`
    const variables = part.flatMap(({ service, environment }, index) => [
      [`s${index}`, service] as const,
      [`e${index}`, environment] as const,
    ])
    const data = await api.data<Record<string, { readonly metrics: Answered }>>(query, {
      w: window,
      ...Object.fromEntries(variables),
    })
    answers.push(...part.map((_, index) => (data[`s${index}`] as { readonly metrics: Answered }).metrics))
  }
  return answers
}
