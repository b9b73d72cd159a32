import { parseInstant } from '#domain/parse-instant'
import { type JsonRecord, listIn, recordIn, textIn } from '#domain/json-value'
import { all, chartOf, commitOf, type Freight, freightOf, imageOf } from './freight.ts'
import { madeAt, type Outcome, type Promotion, type Waited } from './promotion.ts'

/** What cannot be read, in a sentence that names the field. */
export interface Unreadable {
  readonly reason: string
}

const prefix = 'event.kargo.akuity.io/'

/** An instant of the payload; null where there is none. */
export function timeOf(value: unknown): string | null {
  const text = textIn(value)
  const at = text === null ? null : parseInstant(text)
  return at === null || at < Date.UTC(1990, 0, 1) ? null : new Date(at).toISOString()
}

/** A boolean, also as text; null for anything else. */
function booleanIn(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const text = textIn(value)?.toLowerCase()
  return text === 'true' || text === 'false' ? text === 'true' : null
}

/** A list, or its only element without one. */
function several(value: unknown, one: unknown): readonly unknown[] {
  return [...listIn(value), ...(one === null || one === undefined ? [] : [one])]
}

function waitedOf(value: unknown): Waited {
  const text = textIn(value)?.toUpperCase()
  return text === 'HEALTH' || text === 'CONFIG_MERGE' ? text : 'SYNC'
}

/** Names of Applications of Argo CD, as texts or as objects. */
function applicationsOf(value: unknown): readonly string[] {
  const names = listIn(value).map(
    (each) => textIn(each) ?? textIn(recordIn(each)['Name']) ?? textIn(recordIn(each)['name']),
  )
  return [...new Set(names.filter((name) => name !== null))].slice(0, 200)
}

/** Fields that only a body of the template's has text in; Go writes a struct in a text as `map[…]`. */
function goText(body: JsonRecord): string | null {
  for (const [field, value] of Object.entries(body))
    if (typeof value === 'string' && /^\[?(?:map\[|&?\{)/.test(value)) return field
  return null
}

/** The body of the `http` step, as the README has it. */
export function ofStep(body: JsonRecord, receivedAt: string | null): Promotion | Unreadable {
  const [stage, name, ok] = [textIn(body['stage']), textIn(body['promotion']), booleanIn(body['ok'])]
  const odd = goText(body)
  if (odd !== null) return { reason: `${odd} is text in Go's own form, not JSON: put quote() around the whole body` }
  if (stage === null || name === null) return { reason: `${stage === null ? 'stage' : 'promotion'} is missing` }
  if (ok === null) return { reason: 'ok is neither true nor false; it is success() of the promotion' }
  const finishedAt = timeOf(body['at']) ?? receivedAt
  if (finishedAt === null) return { reason: 'at is no time; it is now() in the step' }
  const freight: Freight = {
    name: textIn(body['freight']) ?? textIn(recordIn(body['freight'])['name']),
    alias: textIn(body['alias']),
    warehouse: textIn(body['warehouse']),
    createdAt: null,
    images: all(several(body['images'], body['image']), imageOf),
    commits: all(listIn(body['commits']), commitOf),
    charts: all(several(body['charts'], body['chart']), chartOf),
  }
  return {
    project: textIn(body['project']),
    stage,
    name,
    freight,
    applications: applicationsOf(body['applications']),
    service: textIn(body['service']),
    config: commitOf(body['config']),
    source: commitOf(body['source']),
    isRollback: booleanIn(body['rollback']) === true,
    outcome: ok ? 'succeeded' : 'failed',
    startedAt: timeOf(body['startedAt']) ?? madeAt(name),
    finishedAt,
    waited: waitedOf(body['live']),
    actor: textIn(body['actor']),
    message: null,
  }
}

const outcomeOfReason: Readonly<Record<string, Outcome>> = {
  PromotionCreated: 'in_progress',
  PromotionSucceeded: 'succeeded',
  PromotionFailed: 'failed',
  PromotionErrored: 'failed',
  PromotionAborted: 'aborted',
  PromotionDiscarded: 'cancelled',
}

function jsonIn(text: unknown): unknown {
  try {
    return JSON.parse(textIn(text) ?? 'null')
  } catch {
    return null
  }
}

/** The freight that an Event of Kubernetes tells in its annotations; lists of the vendor's JSON. */
export function freightOfEvent(event: JsonRecord): Freight {
  const annotations = recordIn(recordIn(event['metadata'])['annotations'])
  const said = (name: string): unknown => annotations[`${prefix}freight-${name}`]
  return {
    ...freightOf({ images: jsonIn(said('images')), commits: jsonIn(said('commits')), charts: jsonIn(said('charts')) }),
    name: textIn(said('name')),
    alias: textIn(said('alias')),
    warehouse: textIn(said('warehouse-name')),
    createdAt: timeOf(said('create-time')),
  }
}

/** An Event of Kubernetes on a promotion; null where its reason says nothing that is measured. */
export function ofEvent(event: JsonRecord): Promotion | Unreadable | null {
  const outcome = outcomeOfReason[textIn(event['reason']) ?? '']
  if (outcome === undefined) return null
  const annotations = recordIn(recordIn(event['metadata'])['annotations'])
  const said = (name: string): string | null => textIn(annotations[`${prefix}${name}`])
  const [stage, name] = [
    said('stage-name'),
    said('promotion-name') ?? textIn(recordIn(event['involvedObject'])['name']),
  ]
  if (stage === null || name === null)
    return { reason: `the annotation ${prefix}${stage === null ? 'stage-name' : 'promotion-name'} is missing` }
  const applications = applicationsOf(jsonIn(annotations[`${prefix}applications`]))
  const at = timeOf(event['firstTimestamp']) ?? timeOf(event['eventTime']) ?? timeOf(event['lastTimestamp'])
  return {
    project: said('project'),
    stage,
    name,
    freight: freightOfEvent(event),
    applications,
    service: null,
    config: null,
    source: null,
    isRollback: said('rollback') === 'true',
    outcome,
    startedAt: timeOf(said('promotion-create-time')) ?? madeAt(name),
    finishedAt: outcome === 'in_progress' ? null : at,
    // An Event does not tell its steps; Applications stand in it where one waited for their sync.
    waited: applications.length > 0 ? 'SYNC' : 'CONFIG_MERGE',
    actor: said('actor'),
    message: textIn(event['message']),
  }
}

const outcomeOfPhase: Readonly<Record<string, Outcome>> = {
  Pending: 'in_progress',
  Running: 'in_progress',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Errored: 'failed',
  Aborted: 'aborted',
}

/** By the last step that waits for a reconciler; where none does, its end is the push of a commit. */
function waitedFor(steps: readonly unknown[]): Waited {
  const used = new Set(steps.map((step) => textIn(recordIn(step)['uses'])))
  if (used.has('argocd-wait')) return 'HEALTH'
  return used.has('argocd-update') ? 'SYNC' : 'CONFIG_MERGE'
}

/** A Promotion as the cluster holds it. */
export function ofObject(object: JsonRecord): Promotion | Unreadable {
  const [metadata, spec, status] = [recordIn(object['metadata']), recordIn(object['spec']), recordIn(object['status'])]
  const [name, stage] = [textIn(metadata['name']), textIn(spec['stage'])]
  if (name === null || stage === null) return { reason: `${name === null ? 'metadata.name' : 'spec.stage'} is missing` }
  const outcome = outcomeOfPhase[textIn(status['phase']) ?? 'Pending']
  if (outcome === undefined) return { reason: 'status.phase is none that is known' }
  const annotations = recordIn(metadata['annotations'])
  return {
    project: textIn(metadata['namespace']),
    stage,
    name,
    freight: { ...freightOf(status['freight']), name: textIn(spec['freight']) },
    applications: [],
    service: null,
    config: null,
    source: null,
    isRollback: textIn(annotations['kargo.akuity.io/rollback']) === 'true',
    outcome,
    startedAt: timeOf(status['startedAt']) ?? timeOf(metadata['creationTimestamp']) ?? madeAt(name),
    finishedAt: timeOf(status['finishedAt']),
    waited: waitedFor(listIn(spec['steps'])),
    actor: textIn(annotations['kargo.akuity.io/create-actor']),
    message: textIn(status['message']),
  }
}
