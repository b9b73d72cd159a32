import { DAY, type Instant, MINUTE } from '#domain/instant'
import { alertsBy, type FoundAlert, type Reading, readReading } from '#sources/alertmanager/firing'
import {
  type AlertingRule,
  configurationPath,
  firingPath,
  readFiring,
  readRelabelling,
  readRules,
  type Relabelling,
  rulesPath,
} from '#sources/alertmanager/prometheus'
import { alertmanager } from '#sources/alertmanager/source'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import { type Answered, ApiClient, apiProblem } from '../asking/api-client.ts'
import type { PolledSource, PolledSystem, PollingOptions, Swept } from '../polling/polling.ts'

const readEvery = 5 * MINUTE
/** How far back the first reading goes; Prometheus itself keeps fifteen days. */
const longestPast = 90 * DAY
/** What was evaluated may be written some moments later. */
const lag = MINUTE
/** Where no rule tells when it was evaluated, the clocks of both may differ so much. */
const settled = 5 * MINUTE
/** Read at a time; half of it where it holds more than can be answered. */
const longestSpan = DAY
const shortestSpan = 5 * MINUTE
const largestAnswer = 33_554_432
/** Deliveries that are kept at once. */
const together = 100
/** How far Prometheus was read. */
const part = 'alerts'

function forbidden(host: string): string {
  return `${host} does not let the token query; give one that may`
}

/** `user:password`, a token, or nothing at all. */
function authorizationOf(token: string): string | null {
  if (token === '') return null
  return token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`
}

/** What the past is read by. */
interface Present {
  readonly rules: readonly AlertingRule[]
  readonly relabelling: Relabelling
  /** Until when all evaluations are known. */
  readonly until: Instant
}

/** Whoever answers as Prometheus does but has no rules or configuration of its own. */
function isWithout(code: string): boolean {
  return code === 'NOT_FOUND' || code === 'FORBIDDEN'
}

async function relabellingOf(client: ApiClient): Promise<Answered<Relabelling>> {
  const { found, problem } = await client.ask(configurationPath, largestAnswer)
  if (problem !== null)
    return isWithout(problem.code) ? { found: { external: {}, dropped: [] }, problem: null } : { found: null, problem }
  const relabelling = readRelabelling(found)
  if (relabelling === null) return client.unexpected()
  if (!('unread' in relabelling)) return { found: relabelling, problem: null }
  const message = `${client.host} has ${relabelling.unread}, which is not understood: its alerts could not be told from those that are delivered. Only labeldrop with names of labels is.`
  return apiProblem('UNEXPECTED', message)
}

async function presentOf(client: ApiClient, now: Instant): Promise<Answered<Present>> {
  const { found: relabelling, problem } = await relabellingOf(client)
  if (problem !== null) return { found: null, problem }
  const asked = await client.ask(rulesPath, largestAnswer)
  if (asked.problem !== null && !isWithout(asked.problem.code)) return { found: null, problem: asked.problem }
  const rules = asked.problem === null ? readRules(asked.found) : []
  if (rules === null) return client.unexpected()
  const evaluated = rules.flatMap(({ evaluatedAt }) => evaluatedAt ?? [])
  const latest = evaluated.length === 0 ? now - settled : Math.min(now, Math.max(...evaluated))
  return { found: { rules, relabelling, until: latest - lag }, problem: null }
}

/** Keeps alerts as if they had been delivered; gives how many were not known. */
async function keep({ db, clock }: PollingOptions, source: string, alerts: readonly FoundAlert[]): Promise<number> {
  let fresh = 0
  for (let at = 0; at < alerts.length; at += together) {
    const deliveries = alerts.slice(at, at + together).map(({ id, body: said }) => {
      const text = Buffer.from(JSON.stringify(said))
      const body = alertmanager.webhook?.redacted?.(text) ?? text
      return { source, system: alertmanager.id, transportId: `evaluated:${id}`, headers: {}, body }
    })
    fresh += (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
  }
  return fresh
}

async function begin({ db, clock }: PollingOptions, source: string): Promise<Reading> {
  return readReading(await readProgress(db, source, part)) ?? { until: clock() - longestPast, firing: [] }
}

/** Reads at which evaluations alerts fired since the last time, oldest first; what was read stays read whatever comes then. */
async function read(options: PollingOptions, polled: PolledSource): Promise<Swept> {
  const { db, clock, onReceived } = options
  const { source, settings, token, signal, onBudget } = polled
  const { name } = source
  const authorization = authorizationOf(token)
  const credentials = authorization === null ? {} : { authorization }
  const client = new ApiClient({
    source: name,
    settings,
    credentials,
    title: 'Prometheus',
    forbidden,
    clock,
    signal,
    onBudget,
  })
  const { found: present, problem: closed } = await presentOf(client, clock())
  if (closed !== null) return { accepted: 0, problem: closed }
  let [reading, span, accepted] = [await begin(options, name), longestSpan, 0]
  while (reading.until < present.until && !signal.aborted) {
    const until = Math.min(reading.until + span, present.until)
    const { found, problem } = await client.ask(firingPath(reading.until, until), largestAnswer)
    if (problem?.code === 'TOO_MUCH' && span > shortestSpan) {
      span = Math.max(shortestSpan, span / 2)
      continue
    }
    if (problem !== null) return { accepted, problem }
    const series = readFiring(found)
    if (series === null) return { accepted, problem: client.unexpected().problem }
    const next = alertsBy(reading, { ...present, series, until })
    const fresh = await keep(options, name, next.alerts)
    accepted += fresh
    if (fresh > 0) onReceived()
    await keepProgress(db, name, part, next.reading)
    reading = next.reading
  }
  return { accepted, problem: null }
}

/** Alertmanager: Prometheus, whose alerts it tells of, knows those whose webhooks were lost. */
export const polledAlertmanager: PolledSystem = { id: alertmanager.id, every: readEvery, mayBeOpen: true, read }
