import { DAY, type Instant, MINUTE } from '#domain/instant'
import { logPath, type LoggedEvent, pageSize, readLogPage } from '#sources/pagerduty/log-entries'
import { pagerduty } from '#sources/pagerduty/source'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import { type Answered, ApiClient, apiProblem } from '../asking/api-client.ts'
import type { PolledSource, PolledSystem, PollingOptions, Swept } from '../polling/polling.ts'

const readEvery = 5 * MINUTE
/** How far back the first reading goes. */
const longestPast = 90 * DAY
/** What was logged shortly before the last reading is read again: a log may be written late. */
const overlap = 10 * MINUTE
/** Read at a time; half of it where it holds more than can be asked for. */
const longestSpan = 7 * DAY
const shortestSpan = MINUTE
/** PagerDuty gives no more of one question. */
const mostOffset = 10_000
/** Incidents of a page are 20 KB at most each. */
const largestPage = 8_388_608
/** How far the log was read. */
const part = 'log'

function forbidden(host: string): string {
  return `${host} does not let the token read log entries; give one that may: Integrations, API Access Keys, read-only`
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** Since when the log is to be read. */
async function begin({ db, clock }: PollingOptions, source: string): Promise<Instant> {
  const state = (await readProgress(db, source, part)) as { readonly until?: string } | null
  const until = state?.until === undefined ? Number.NaN : Date.parse(state.until)
  return Number.isNaN(until) ? clock() - longestPast : until - overlap
}

/** All that was logged in a time; null: more than can be asked for at once. */
async function logged(
  client: ApiClient,
  from: Instant,
  to: Instant,
  now: Instant,
): Promise<Answered<LoggedEvent[] | null>> {
  const events: LoggedEvent[] = []
  for (let offset = 0; offset < mostOffset; offset += pageSize) {
    const { found, problem } = await client.ask(logPath(iso(from), iso(to), offset), largestPage)
    if (problem !== null) return { found: null, problem }
    const page = readLogPage(found, iso(now))
    if (page === null) return client.unexpected()
    events.push(...page.events)
    if (!page.more) return { found: events, problem: null }
  }
  return { found: null, problem: null }
}

/** Keeps what was logged as if it had been delivered; gives how much of it was not known. */
async function keep({ db, clock }: PollingOptions, source: string, events: readonly LoggedEvent[]): Promise<number> {
  let fresh = 0
  for (let at = 0; at < events.length; at += pageSize) {
    const deliveries = events.slice(at, at + pageSize).map(({ id, body: said }) => {
      const text = Buffer.from(JSON.stringify(said))
      const body = pagerduty.webhook?.redacted?.(text) ?? text
      return { source, system: pagerduty.id, transportId: `log:${id}`, headers: {}, body }
    })
    fresh += (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
  }
  return fresh
}

function tooMuch(host: string, from: Instant) {
  const message = `${host} logged more than ${mostOffset} entries in the minute from ${iso(from)}, which it does not tell.`
  return apiProblem('UNEXPECTED', message)
}

/** Reads what was logged since the last time, oldest first; what was read stays read whatever comes then. */
async function read(options: PollingOptions, polled: PolledSource): Promise<Swept> {
  const { db, clock, onReceived } = options
  const { source, settings, token, signal, onBudget } = polled
  const { name } = source
  const credentials = { authorization: `Token token=${token}` }
  const client = new ApiClient({
    source: name,
    settings,
    credentials,
    title: 'PagerDuty',
    forbidden,
    clock,
    signal,
    onBudget,
  })
  const end = clock()
  let [from, span, accepted] = [await begin(options, name), longestSpan, 0]
  while (from < end && !signal.aborted) {
    const to = Math.min(from + span, end)
    const { found, problem } = await logged(client, from, to, end)
    if (problem !== null) return { accepted, problem }
    if (found === null) {
      if (span === shortestSpan) return { accepted, problem: tooMuch(client.host, from).problem }
      span = Math.max(shortestSpan, span / 2)
      continue
    }
    const fresh = await keep(options, name, found)
    accepted += fresh
    if (fresh > 0) onReceived()
    await keepProgress(db, name, part, { until: iso(to) })
    from = to
  }
  return { accepted, problem: null }
}

/** PagerDuty: its log tells what webhooks lost. */
export const polledPagerduty: PolledSystem = { id: pagerduty.id, every: readEvery, read }
