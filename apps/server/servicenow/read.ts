import { DAY, MINUTE } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import { servicenow } from '#sources/servicenow/source'
import { changeId, type Place, readTablePage, type Row, tablePath } from '#sources/servicenow/table'
import { isoOf, serviceNowTime } from '#sources/servicenow/times'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import { ApiClient } from '../asking/api-client.ts'
import type { PolledSource, PolledSystem, PollingOptions, Swept } from '../polling/polling.ts'

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

/** Since when changes are to be read. */
async function begin({ db, clock }: PollingOptions, source: string): Promise<Place> {
  const state = (await readProgress(db, source, part)) as { readonly until?: string } | null
  const until = parseInstant(isoOf(state?.until) ?? '')
  return { from: serviceNowTime(until === null ? clock() - longestPast : until - overlap), offset: 0 }
}

/** Keeps records as if they had been delivered; gives how many were not known as they are. */
async function keep({ db, clock }: PollingOptions, source: string, records: readonly Row[]): Promise<number> {
  const deliveries = records.map((record) => {
    const text = Buffer.from(JSON.stringify(record))
    const body = servicenow.webhook?.redacted?.(text) ?? text
    return { source, system: servicenow.id, transportId: changeId(record), headers: {}, body }
  })
  return (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
}

/** Reads what changed since the last time, the oldest change first; what was read stays read whatever comes then. */
async function read(options: PollingOptions, polled: PolledSource): Promise<Swept> {
  const { db, clock, onReceived } = options
  const { source, settings, token, signal, onBudget } = polled
  const { name } = source
  const credentials = { authorization: authorizationOf(token) }
  const title = 'ServiceNow'
  const client = new ApiClient({ source: name, settings, credentials, title, forbidden, clock, signal, onBudget })
  let [place, accepted]: [Place | null, number] = [await begin(options, name), 0]
  for (let pages = 0; place !== null && pages < mostPages && !signal.aborted; pages += 1) {
    const { found, problem } = await client.answer(tablePath(place), largestPage)
    if (problem !== null) return { accepted, problem }
    const page = readTablePage(found.said, place, [found.headers['x-total-count']].flat()[0])
    if (page === null) return { accepted, problem: client.unexpected().problem }
    const fresh = await keep(options, name, page.records)
    accepted += fresh
    if (fresh > 0) onReceived()
    if (page.until !== null) await keepProgress(db, name, part, { until: page.until })
    place = page.next
  }
  return { accepted, problem: null }
}

/** ServiceNow: what its table shows is the truth, whether or not a business rule tells of it. */
export const polledServicenow: PolledSystem = { id: servicenow.id, every: readEvery, read }
