import { DAY, type Instant, MINUTE } from '#domain/instant'
import { recordIn } from '#domain/json-value'
import { parseInstant } from '#domain/parse-instant'
import { servicenow } from '#sources/servicenow/source'
import {
  changeId,
  type Place,
  readTablePage,
  type State,
  stateOf,
  type TablePage,
  tablePath,
} from '#sources/servicenow/table'
import { isoOf, serviceNowTime } from '#sources/servicenow/times'
import { recordId } from '#sources/servicenow/translate'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { knownIncidents } from '#storage/stores/known-incidents'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { WebhookSource } from '#storage/stores/webhook-sources'
import { ApiClient } from '../asking/api-client.ts'
import { goesOn, type PolledSource, type PolledSystem, type PollingOptions, type Swept } from '../polling/polling.ts'

const readEvery = 5 * MINUTE
/** How far back the first reading goes. */
const longestPast = 90 * DAY
/** What is updated may be written some moments later. */
const overlap = 5 * MINUTE
/** Pages of one reading; the next one goes on where it was left. */
const mostPages = 400
/** Of a record little is asked for: 4 KB at most, nearly always. */
const largestPage = 16_777_216
/** How far changes were read. */
const part = 'changes'

function forbidden(host: string): string {
  return `${host} does not let the account read the table incident; it needs a role that may, such as sn_incident_read`
}

/** `user:password` of an account, or a token of OAuth. */
function authorizationOf(token: string): string {
  return token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`
}

/** Where to begin: where the last reading stopped, else some minutes before what it read last. */
function begin({ until: last, place }: State, now: Instant): Place {
  if (place != null) return place
  const until = parseInstant(isoOf(last) ?? '')
  return { from: serviceNowTime(until === null ? now - longestPast : until - overlap), after: null, offset: 0 }
}

/** What is kept after a page. A time that is yet to come is a mistake, and what is updated until then would be passed over. */
function reached({ until: before, again }: State, page: TablePage, now: Instant): State {
  const told = page.until ?? before
  const until = told != null && told > serviceNowTime(now) ? serviceNowTime(now) : told
  // Nothing of it is left: what may have been written late meanwhile is read next.
  return page.next === null ? { until: again ?? until } : { until, place: page.next, again }
}

/** What is kept of a reading that stops before its end. */
function stopped(state: State, now: Instant): State {
  const until = parseInstant(isoOf(state.until) ?? '')
  const isLate = state.place != null && until !== null && until > now - overlap
  return isLate && state.again == null ? { ...state, again: state.until } : state
}

/** What a reading needs of what all readings are given. */
type Reading = Pick<PollingOptions, 'db' | 'clock' | 'onReceived'>

/** Those that are no incidents now and were told as such: their end has to be told, and of all others nothing. */
async function marked({ db }: Reading, source: WebhookSource, records: readonly unknown[]): Promise<unknown[]> {
  const silent = records.map((record) => {
    const told = servicenow.translate(record, { headers: {}, settings: source.settings })
    return 'ignored' in told && told.unreadable !== true ? recordId(record) : null
  })
  const known = await knownIncidents(
    db,
    source.name,
    silent.filter((id) => id !== null),
  )
  return records.map((record, at) => (known.has(silent[at] ?? '') ? { ...recordIn(record), known: true } : record))
}

/** Keeps records as if they had been delivered; gives how many were not known as they are. */
async function keep(options: Reading, source: WebhookSource, records: readonly unknown[]): Promise<number> {
  const { db, clock } = options
  const deliveries = (await marked(options, source, records)).map((record) => {
    const text = Buffer.from(JSON.stringify(record))
    const body = servicenow.webhook?.redacted?.(text) ?? text
    return { source: source.name, system: servicenow.id, transportId: changeId(record), headers: {}, body }
  })
  return (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
}

function clientOf({ clock }: Reading, { source, settings, token, signal, onBudget }: PolledSource): ApiClient {
  const credentials = { authorization: authorizationOf(token) }
  return new ApiClient({
    source: source.name,
    settings,
    credentials,
    title: 'ServiceNow',
    forbidden,
    clock,
    signal,
    onBudget,
  })
}

/**
 * Reads what changed since the last time, the oldest change first; what was read stays read whatever comes then, and a reading that
 * stops before its end goes on there.
 *
 * @param most pages of one reading
 */
export async function readServicenow(options: Reading, polled: PolledSource, most = mostPages): Promise<Swept> {
  const { db, clock, onReceived } = options
  const { name } = polled.source
  const client = clientOf(options, polled)
  let state = stateOf(await readProgress(db, name, part))
  let [place, accepted]: [Place | null, number] = [begin(state, clock()), 0]
  const ended = async (problem: Swept['problem']): Promise<Swept> => {
    await keepProgress(db, name, part, stopped(state, clock()))
    return { accepted, problem }
  }
  for (let pages = 0; place !== null && !polled.signal.aborted; pages += 1) {
    if (pages >= most) return ended(goesOn(accepted))
    const { found, problem } = await client.answer(tablePath(place), largestPage)
    if (problem !== null) return ended(problem)
    const page = readTablePage(found.said, place, [found.headers['x-total-count']].flat()[0])
    if (page === null) return ended(client.unexpected().problem)
    const fresh = await keep(options, polled.source, page.records)
    accepted += fresh
    if (fresh > 0) onReceived()
    state = reached(state, page, clock())
    await keepProgress(db, name, part, state)
    place = page.next
  }
  return ended(null)
}

/** ServiceNow: what its table shows is the truth, whether or not a business rule tells of it. */
export const polledServicenow: PolledSystem = {
  id: servicenow.id,
  every: readEvery,
  read: (options, polled) => readServicenow(options, polled),
}
