/** What a deployment would become by a correction, in words. Pure. */
import { duration, moment, plural, shortVersion } from './format.ts'
import { type Rework, reworkWords } from './rework-words.ts'
import { basisWords, kindWords, outcomeWords, plainWords, remedyWords } from './words.ts'

interface NamedIncident {
  readonly externalId: string
  readonly title: string | null
}
interface FailedAnswer {
  readonly basis: string
  readonly confidence: string
  readonly impactStartedAt: string
  readonly restoredAt: string | null
  readonly restoredRule: string | null
  readonly seconds: number | null
  readonly remedy: string | null
  readonly incidents: readonly NamedIncident[]
  readonly restoredBy: { readonly version: string } | null
}
export interface DeployedAnswer {
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly liveAt: string | null
  readonly rolledPast: boolean
  readonly rework: readonly Rework[]
  readonly changes: { readonly totalCount: number }
  readonly failure: FailedAnswer | null
}

/** A record as it is and as it would be; null where it is not there. */
export interface Moved<Item> {
  readonly before: Item | null
  readonly after: Item | null
}

/** A name inside of a sentence: without the marks that would turn the writing of the rest around. */
export function named(name: string): string {
  return name.replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
}

function incidentNamed({ externalId, title }: NamedIncident): string {
  return named(title ?? externalId)
}

function impactWords({ impactStartedAt, restoredAt, seconds }: FailedAnswer, timeZone: string): string {
  const from = moment(impactStartedAt, timeZone)
  if (restoredAt === null) return `still open since ${from}`
  return `from ${from} until ${moment(restoredAt, timeZone)}${seconds === null ? '' : `, for ${duration(seconds).text}`}`
}

function restoredWords({ remedy, restoredBy, restoredRule }: FailedAnswer): string | null {
  const how = remedy === null ? '' : ` ${remedyWords(remedy).toLowerCase()}`
  const by = restoredBy === null ? '' : ` of ${named(shortVersion(restoredBy.version))}`
  const rule = restoredRule === null ? '' : `, its end known as “${plainWords(restoredRule).toLowerCase()}”`
  return how + by + rule === '' ? null : `restored${how}${by}${rule}`
}

/** All that can be said of a failure, each by itself; null where there is nothing of it to say. */
function failureSaid(failure: FailedAnswer, timeZone: string): readonly (string | null)[] {
  const { basis, confidence, incidents } = failure
  return [
    basisWords(basis),
    `confidence ${confidence.toLowerCase()}`,
    incidents.length === 0 ? 'by no incident' : `by ${incidents.map(incidentNamed).join(', ')}`,
    impactWords(failure, timeZone),
    restoredWords(failure),
  ]
}

/** `still counts as failed: rolled back (was: named by the incident)`; null where nothing of it moves. */
function failureMoved(before: FailedAnswer, after: FailedAnswer, timeZone: string): string | null {
  const [was, is] = [failureSaid(before, timeZone), failureSaid(after, timeZone)]
  const moved = is.flatMap((said, index) => {
    const old = was[index] ?? null
    return said === null || said === old ? [] : [`${said}${old === null ? '' : ` (was: ${old})`}`]
  })
  return moved.length === 0 ? null : `still counts as failed: ${moved.join('; ')}`
}

/** What it repairs, by the id of each incident, and what else makes it rework, by its words. */
function reworkSaid({ rework }: DeployedAnswer): ReadonlyMap<string, string> {
  const said = new Map<string, string>()
  for (const reason of rework) {
    if (reason.incidents.length === 0) said.set(reason.reason, named(reworkWords(reason)))
    for (const incident of reason.incidents) said.set(incident.externalId, `repairs ${incidentNamed(incident)}`)
  }
  return said
}

function reworkMoved(before: DeployedAnswer, after: DeployedAnswer): string[] {
  const [was, is] = [reworkSaid(before), reworkSaid(after)]
  const lost = [...was].flatMap(([key, words]) => (is.has(key) ? [] : [`no longer ${words}`]))
  const gained = [...is].flatMap(([key, words]) => (was.get(key) === words ? [] : [words]))
  return [...lost, ...gained]
}

function liveWords({ liveAt }: DeployedAnswer, timeZone: string): string {
  return liveAt === null ? 'never went live' : `went live ${moment(liveAt, timeZone)}`
}

function ownMoved(before: DeployedAnswer, after: DeployedAnswer, timeZone: string): string[] {
  const said: string[] = []
  if (before.kind !== after.kind)
    said.push(`is of kind ${kindWords(after.kind).toLowerCase()}, not ${kindWords(before.kind).toLowerCase()}`)
  if (before.outcome !== after.outcome)
    said.push(`ended ${outcomeWords(after.outcome).toLowerCase()}, not ${outcomeWords(before.outcome).toLowerCase()}`)
  if (before.liveAt !== after.liveAt) said.push(`${liveWords(after, timeZone)} (was: ${liveWords(before, timeZone)})`)
  return said
}

function failing(before: DeployedAnswer, after: DeployedAnswer, timeZone: string): string[] {
  if (before.failure === null) return after.failure === null ? [] : ['counts as failed']
  if (after.failure === null) return ['no longer counts as failed']
  const moved = failureMoved(before.failure, after.failure, timeZone)
  return moved === null ? [] : [moved]
}

/** What it does for others: what it repairs and ships, and whether a rollback went past it. */
function doing(before: DeployedAnswer, after: DeployedAnswer): string[] {
  const said = reworkMoved(before, after)
  if (before.rolledPast !== after.rolledPast)
    said.push(`${after.rolledPast ? 'was' : 'was not'} merely rolled past by a rollback of another`)
  const [was, is] = [before.changes.totalCount, after.changes.totalCount]
  if (was !== is) said.push(`ships ${plural(is, 'change')} (was: ${plural(was, 'change')})`)
  return said
}

/** `Deployment c2 still counts as failed: rolled back (was: named by the incident)`. */
export function deploymentMoved({ before, after }: Moved<DeployedAnswer>, timeZone: string): string {
  const version = named(shortVersion((after ?? before)?.version ?? ''))
  if (before === null) return `${version} counts as a deployment of its own`
  if (after === null) return `${version} counts as no deployment of its own any more`
  const said = [...ownMoved(before, after, timeZone), ...failing(before, after, timeZone), ...doing(before, after)]
  return `Deployment ${version} ${said.length === 0 ? 'ships other changes, as many as before' : said.join(' and ')}`
}
