import type { z } from 'zod'
import type { AbortReason } from '#domain/delivery-event'
import { parseImage } from '#domain/naming/image-name'
import { type ReconciledPlace, reconciledPlace } from '#domain/naming/reconciled-place'
import { readPlaces } from '#domain/naming/reconciler-places'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Delivered, Statement, Translation } from '../source.ts'
import { Event, gate, isEvent, reducedEvent } from './payload.ts'

/** The last millisecond that a date of JavaScript holds. */
const latest = 8_640_000_000_000_000

/** How Flagger says why it takes a canary back, which it does before it says that it failed. */
const causes: readonly (readonly [pattern: RegExp, reason: AbortReason])[] = [
  [/failed checks threshold reached/i, 'analysis_failed'],
  [/progress deadline exceeded/i, 'readiness_timeout'],
  [/manual webhook invoked/i, 'manual'],
]

function placeOf({ name, namespace, metadata }: Event, settings: unknown): ReconciledPlace | null {
  const { cluster, service, environment = metadata.env } = metadata
  const labels = {
    ...(service !== undefined && { 'leadline.dev/service': service }),
    ...(environment !== undefined && { 'leadline.dev/environment': environment }),
  }
  const places = { ...readPlaces(settings), ...(cluster !== undefined && { cluster }) }
  return reconciledPlace({ name, namespace, cluster: null, paths: [], labels, hints: [] }, places)
}

/** One canary: Flagger sends no uid, and clusters are alike on purpose. */
function whose({ name, namespace, metadata: { cluster } }: Event): string {
  return `${cluster === undefined ? '' : `${cluster}/`}${namespace}/${name}`
}

/** What the user says is running: Flagger itself names no image. Null where that is no version. */
function versionOf({ metadata: { image, version } }: Event): Statement | null {
  const named = parseImage(image ?? null)
  const images = named !== null && (named.tag !== undefined || named.digest !== undefined) ? [named] : []
  if (images.length === 0 && version === undefined) return null
  return { ...(images.length > 0 && { images }), ...(version !== undefined && { version }) }
}

/** What an end says; null: it is none. */
function endOf(
  { metadata: { eventMessage } }: Event,
  at: string,
): { readonly said: Statement; readonly id: string } | null {
  if (eventMessage.startsWith('Promotion completed')) {
    const attributes = { [liveRuleAttribute]: 'ROLLOUT' }
    const said = { finishedAt: at, liveAt: at, outcome: 'succeeded', trafficPercent: 100, attributes }
    // A version that comes back has the checksum that it had before.
    return { said, id: `/${at}` }
  }
  const isCause = eventMessage.startsWith('Rolling back ')
  if (!isCause && !eventMessage.startsWith('Canary failed')) return null
  const abortReason = causes.find(([pattern]) => pattern.test(eventMessage))?.[1]
  const attributes = isCause ? { 'flagger.message': eventMessage } : {}
  return { said: { finishedAt: at, outcome: 'aborted', ...(abortReason && { abortReason }), attributes }, id: '' }
}

export function unreadable({ issues: [issue] }: z.ZodError): Translation {
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
  return { ignored: `${where} is not as Flagger sends it: ${issue?.message ?? ''}`, unreadable: true }
}

/** An event of a canary, in the words of the event contract. */
export function translate(body: unknown, delivered?: Delivered): Translation {
  if (!isEvent(body)) return { ignored: gate, unreadable: true }
  const read = Event.safeParse(reducedEvent(body))
  if (!read.success) return unreadable(read.error)
  const event = read.data
  const { name, namespace, phase, checksum, metadata } = event
  const time = Number(metadata.timestamp)
  if (time > latest) return { ignored: 'metadata.timestamp is no time', unreadable: true }
  const end = endOf(event, new Date(time).toISOString())
  if (end === null) {
    return { ignored: `an event in the phase ${phase.slice(0, 100)} that ends nothing: only ends are measured` }
  }
  const version = versionOf(event)
  if (version === null) {
    return {
      ignored:
        'it names no version, since Flagger knows none: add image (with tag or digest) or version to the metadata of the webhook',
    }
  }
  const place = placeOf(event, delivered?.settings)
  if (place === null) return { ignored: 'a rule of its source says that it is no service' }
  const { service, environment, placement } = place
  const attributes = {
    'flagger.canary': `${namespace}/${name}`,
    ...(checksum !== undefined && { 'flagger.checksum': checksum }),
    ...(end.said.attributes as Readonly<Record<string, string>>),
  }
  const statement = {
    type: 'deployment',
    id: `${whose(event)}/${checksum ?? metadata.version ?? metadata.image ?? ''}${end.id}`,
    service,
    environment,
    ...(placement !== null && { placement }),
    ...version,
    ...end.said,
    attributes,
  }
  return { statements: [statement] }
}
