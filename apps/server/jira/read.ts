import { createHash } from 'node:crypto'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import {
  type FoundIssue,
  historyPath,
  isCloud,
  type Place,
  readHistoryPage,
  readSearchPage,
  searchPath,
} from '#sources/jira/search'
import { jira } from '#sources/jira/source'
import { keepDeliveries } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import { type Answered, ApiClient } from '../asking/api-client.ts'
import { goesOn, type PolledSource, type PolledSystem, type PollingOptions, type Swept } from '../polling/polling.ts'

const readEvery = 5 * MINUTE
/** How far back the first reading goes. */
const longestPast = 90 * DAY
/** The search is some moments behind what happens. */
const overlap = 10 * MINUTE
/** Pages of one reading; the next one goes on where it was left. */
const mostPages = 400
/** An issue with its history is 100 KB at most, nearly always. */
const largestPage = 33_554_432
/** Changes of one issue that are read. */
const longestHistory = 10_000
/** How far changes were read. */
const part = 'changes'

function forbidden(host: string): string {
  return `${host} does not let the token search issues; its account needs the permission Browse Projects`
}

/** `address:token` of an account of Cloud, or a token of Data Center alone. */
function authorizationOf(token: string): string {
  return token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`
}

/** What a reading needs of what all readings are given. */
type Reading = Pick<PollingOptions, 'db' | 'clock' | 'onReceived'>

/** How far changes were read, as it is kept. */
interface State {
  readonly until?: string
  /** It was long enough ago, when it was read, that nothing before it comes late. */
  readonly isSettled?: boolean
}

/** Since when changes are to be read. */
async function begin({ db, clock }: Reading, source: string): Promise<Instant> {
  const state = (await readProgress(db, source, part)) as State | null
  const until = parseInstant(state?.until ?? '')
  if (until === null) return clock() - longestPast
  return state?.isSettled === true ? until : until - overlap
}

/** An issue in the form of a webhook, with all of its history. */
interface WholeIssue extends Pick<FoundIssue, 'key' | 'updated'> {
  readonly said: object
}

/** The whole history of an issue, of which the search tells the newest part alone. */
async function historyOf(client: ApiClient, cloud: boolean, key: string): Promise<Answered<unknown[]>> {
  const histories: unknown[] = []
  while (histories.length < longestHistory) {
    const { found, problem } = await client.ask(historyPath(cloud, key, histories.length), largestPage)
    if (problem !== null) return { found: null, problem }
    const page = readHistoryPage(found)
    if (page === null) return client.unexpected()
    histories.push(...page.histories)
    if (page.histories.length === 0 || histories.length >= page.total) break
  }
  return { found: histories.slice(0, longestHistory), problem: null }
}

async function whole(
  client: ApiClient,
  cloud: boolean,
  issues: readonly FoundIssue[],
): Promise<Answered<WholeIssue[]>> {
  const all: WholeIssue[] = []
  for (const { key, updated, isCut, body } of issues) {
    const { found, problem } = isCut ? await historyOf(client, cloud, key) : { found: undefined, problem: null }
    if (problem !== null) return { found: null, problem }
    all.push({ key, updated, said: body(found) })
  }
  return { found: all, problem: null }
}

/** Keeps issues as if they had been delivered; gives how many were not known as they are. */
async function keep({ db, clock }: Reading, source: string, issues: readonly WholeIssue[]): Promise<number> {
  const deliveries = issues.map(({ key, updated, said }) => {
    const text = Buffer.from(JSON.stringify(said))
    const state = createHash('sha256').update(`${key} ${updated}`).digest('base64url')
    const body = jira.webhook?.redacted?.(text) ?? text
    return { source, system: jira.id, transportId: `search:${state}`, headers: {}, body }
  })
  return (await keepDeliveries(db, deliveries, clock())).filter((kept) => kept === 'KEPT').length
}

/**
 * Reads what changed since the last time, the oldest change first; what was read stays read whatever comes then. A reading that
 * ends before its end is gone on with where it was, and not before: of a great many changes it would never come further.
 *
 * @param most pages of one reading
 */
export async function readJira(options: Reading, polled: PolledSource, most = mostPages): Promise<Swept> {
  const { db, clock, onReceived } = options
  const { source, settings, token, signal, onBudget } = polled
  const { name } = source
  const credentials = { authorization: authorizationOf(token) }
  const client = new ApiClient({
    source: name,
    settings,
    credentials,
    title: 'Jira',
    forbidden,
    clock,
    signal,
    onBudget,
  })
  const cloud = isCloud(settings.url)
  const now = clock()
  const minutes = Math.ceil((now - (await begin(options, name))) / MINUTE)
  let [place, accepted]: [Place | null, number] = [null, 0]
  for (let pages = 0; pages < most && !signal.aborted; pages += 1) {
    const { found, problem } = await client.ask(searchPath(cloud, minutes, place), largestPage)
    if (problem !== null) return { accepted, problem }
    const page = readSearchPage(found, new Date(now).toISOString())
    if (page === null) return { accepted, problem: client.unexpected().problem }
    const issues = await whole(client, cloud, page.issues)
    if (issues.problem !== null) return { accepted, problem: issues.problem }
    const fresh = await keep(options, name, issues.found)
    accepted += fresh
    if (fresh > 0) onReceived()
    place = page.next
    const until = place === null ? new Date(now).toISOString() : page.issues.at(-1)?.updated
    const isSettled = (parseInstant(until ?? '') ?? now) < now - overlap
    if (until !== undefined) await keepProgress(db, name, part, { until, isSettled })
    if (place === null) return { accepted, problem: null }
  }
  return { accepted, problem: signal.aborted ? null : goesOn(accepted) }
}

/** Jira: what its search shows is the truth where webhooks were lost. */
export const polledJira: PolledSystem = { id: jira.id, every: readEvery, read: readJira }
