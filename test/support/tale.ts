import type { DeliveryEvent } from '#domain/delivery-event'
import { HOUR } from '#domain/instant'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { type DefinitionLeaves, definitionOf } from '#metrics/definition'
import { deploymentFrequency } from '#metrics/deployment-frequency'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import { type Facts, pool } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { timeToRestore } from '#metrics/time-to-restore'
import { parseEvent } from '#sources/events/parse-event'
import { projectInMemory } from './stream.ts'

/** An event of the contract. */
export type Wire = Readonly<Record<string, unknown>>

/** What is asked of one service, and what must be answered. */
export interface Ask {
  /** `shop` where none is named. */
  readonly service?: string
  readonly environment?: string
  /** 2026-03-02 to 2026-03-16 UTC where none is named. */
  readonly window?: { readonly from: string; readonly to: string; readonly timeZone?: string }
  readonly definition?: Readonly<Record<string, unknown>>
  readonly expect: Partial<Told>
}

/** A story in events of the contract, told in one or more parts, and what is to be answered after each. */
export interface Tale {
  readonly name: string
  readonly parts: readonly { readonly events: readonly Wire[]; readonly asks: readonly Ask[] }[]
}

/** The five numbers in few words. */
export interface Told {
  /** Kinds that occurred, counted. */
  readonly kinds: Readonly<Record<string, number>>
  readonly counted: number
  readonly perDay: number | null
  readonly runs: { readonly ended: number; readonly failed: number; readonly aborted: number }
  /** Lead times in minutes, ascending. */
  readonly lead: readonly number[]
  readonly medianLead: number | null
  readonly waiting: number
  /** `version BASIS`, by version. */
  readonly failed: readonly string[]
  readonly rolledPast: readonly string[]
  /** `1 of 3`. */
  readonly changeFail: string
  /** Minutes of those that ended, ascending. */
  readonly restore: readonly number[]
  readonly medianRestore: number | null
  readonly open: number
  /** Restored incidents opened in the window, linked or not. */
  readonly allIncidents: number
  readonly rework: string
  /** `CODE count` of the lead time. */
  readonly flags: readonly string[]
  /** Reasons of frequency, lead time, change failure, restore and rework. */
  readonly reasons: readonly (string | null)[]
  /** In the same order. */
  readonly coverage: readonly (number | null)[]
}

/** When tales are asked about. */
export const taleNow = Date.parse('2026-04-15T00:00:00Z')

const month = /^(\d{1,2})(?: (\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?))?$/

/** `2 09:00` is 2026-03-02T09:00Z, a Monday; anything else is taken as it is. */
export function day(text: string): string {
  const [, date, time = '00:00'] = month.exec(text) ?? []
  return date === undefined ? text : new Date(`2026-03-${date.padStart(2, '0')}T${time}Z`).toISOString()
}

const timeFields = /At$|^at$/

function timed(fields: Wire): Wire {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, timeFields.test(name) ? day(String(value)) : value]),
  )
}

/** A commit of the service's repository on top of another. */
export function commit(sha: string, parent: string | null, authoredAt: string, more: Wire = {}): Wire {
  return timed({ type: 'commit', sha, parents: parent === null ? [] : [parent], authoredAt, ...more })
}

/** A merged request. */
export function request(number: number, commits: readonly string[], mergedAt: string, more: Wire = {}): Wire {
  return timed({ type: 'pull_request', number, commits, openedAt: mergedAt, mergedAt, state: 'merged', ...more })
}

/** A version that went live, of the commit of its name unless another is named. */
export function live(version: string, finishedAt: string, more: Wire & { readonly service?: string } = {}): Wire {
  return timed({
    type: 'deployment',
    version,
    id: `${more.service ?? 'shop'} ${version} ${finishedAt}`,
    finishedAt,
    outcome: 'succeeded',
    ...more,
  })
}

/** An incident; `null`: nobody resolved it. */
export function incident(id: string, openedAt: string, resolvedAt: string | null, more: Wire = {}): Wire {
  return timed({ type: 'incident', id, openedAt, ...(resolvedAt === null ? {} : { resolvedAt }), ...more })
}

/** Any other event. */
export function told(type: string, fields: Wire): Wire {
  return timed({ type, ...fields })
}

const ofRepository: ReadonlySet<unknown> = new Set(['commit', 'pull_request', 'push', 'build'])

/** The events with names of this tale's own, so that many tales may be told to one database. */
export function inOwnWords(prefix: string, events: readonly Wire[]): Wire[] {
  const own = (text: unknown): unknown => (typeof text === 'string' ? text.replace('/acme/', `/${prefix}/`) : text)
  return events.map((event) => {
    const { service = 'shop', environment, repository, configRepository, ...rest } = event
    const hasHome = ofRepository.has(event.type) && repository !== undefined
    const isHomeless = event.type === 'artifact' || event.type === 'override' || hasHome
    const lives = event.type === 'deployment' || event.type === 'rollback'
    const where = environment ?? (lives ? 'production' : undefined)
    return {
      source: prefix,
      ...rest,
      ...(isHomeless ? {} : { service: `${prefix}-${String(service)}` }),
      ...(where === undefined ? {} : { environment: where }),
      ...(repository === undefined ? {} : { repository: own(repository) }),
      ...(configRepository === undefined ? {} : { configRepository: own(configRepository) }),
    }
  })
}

function parsed(wire: Wire): DeliveryEvent {
  const sender = { source: 'api', allowAnySource: true, mayImport: true, now: taleNow }
  const found = parseEvent(wire, sender)
  if (!found.ok) throw new Error(`${found.message} ${JSON.stringify(wire)}`)
  return found.event
}

function scopeOf({ window, definition = {} }: Ask): MeasureScope {
  const { from, to, timeZone } = windowOf(window)
  const { blameWindowHours, ...leaves } = definition as { blameWindowHours?: number }
  const blameWindow = blameWindowHours === undefined ? null : blameWindowHours * HOUR
  return {
    window: { from: Date.parse(from), to: Date.parse(to), timeZone },
    definition: definitionOf({ ...(leaves as DefinitionLeaves), blameWindow }),
    now: taleNow,
  }
}

function windowOf(window: Ask['window']) {
  const { from = day('2'), to = day('16'), timeZone = 'UTC' } = window ?? {}
  return { from: day(from), to: day(to), timeZone }
}

const minutes = (seconds: readonly number[]): number[] => seconds.map((each) => each / 60).toSorted((a, b) => a - b)

/** The answer of the pure functions alone: door, fold, projection, metrics. */
export function toldPurely(prefix: string, events: readonly Wire[], ask: Ask): Told {
  const scope = scopeOf(ask)
  const service = `${prefix}-${ask.service ?? 'shop'}`
  const history = projectInMemory(events.map(parsed), { service, environment: ask.environment ?? 'production' })
  const end = Math.min(scope.window.to, scope.now)
  const counted = history.deployments.filter(
    ({ kind, liveAt }) => scope.definition.kinds.includes(kind) && liveAt !== null && liveAt < end,
  )
  const facts: Facts = pool([{ ...history, lastLiveAt: counted.at(-1)?.liveAt ?? null }])
  const versions = new Map(history.deployments.map(({ key, version }) => [key, version]))
  const frequency = deploymentFrequency.measure(facts, scope)
  const lead = leadTimeForChanges.measure(facts, scope)
  const fail = changeFailureRate.measure(facts, scope)
  const restore = timeToRestore.measure(facts, scope)
  const rework = deploymentReworkRate.measure(facts, scope)
  return {
    kinds: Object.fromEntries(
      frequency.byKind.filter(({ count }) => count > 0).map(({ kind, count }) => [kind, count]),
    ),
    counted: frequency.count,
    perDay: frequency.perDay,
    runs: { ended: frequency.attempts, failed: frequency.failedAttempts, aborted: frequency.aborted },
    lead: minutes(lead.samples.map(({ seconds }) => seconds)),
    medianLead: lead.medianSeconds === null ? null : lead.medianSeconds / 60,
    waiting: lead.pending.count,
    failed: fail.failures
      .map(({ deployment, failure }) => `${versions.get(deployment.key)} ${failure?.basis}`)
      .toSorted(),
    rolledPast: fail.rolledPast.map(({ key }) => versions.get(key) ?? '').toSorted(),
    changeFail: `${fail.failed} of ${fail.deployments}`,
    restore: minutes(restore.samples.filter(({ open }) => !open).map(({ seconds }) => seconds)),
    medianRestore: restore.medianSeconds === null ? null : restore.medianSeconds / 60,
    open: restore.openCount,
    allIncidents: restore.allIncidentsCount,
    rework: `${rework.rework} of ${rework.deployments}`,
    flags: lead.flags.map(({ code, count }) => `${code} ${count}`).toSorted(),
    reasons: [frequency, lead, fail, restore, rework].map(({ unavailableReason }) => unavailableReason),
    coverage: [frequency, lead, fail, restore, rework].map(({ coverage }) => coverage),
  }
}

const document = /* GraphQL */ `
  query Tale($service: String!, $environment: String!, $window: WindowInput!, $definition: DefinitionInput) {
    service(name: $service) {
      metrics(environment: $environment, window: $window, definition: $definition) {
        deploymentFrequency { count perDay attempts failedAttempts aborted coverage unavailableReason byKind { kind count } }
        leadTimeForChanges {
          medianSeconds coverage unavailableReason pending { count } flags { code count }
          samples(first: 100) { nodes { seconds } }
        }
        changeFailureRate {
          failed deployments coverage unavailableReason rolledPast { version }
          failures(first: 100) { nodes { basis deployment { version } } }
        }
        timeToRestore {
          medianSeconds openCount allIncidentsCount coverage unavailableReason
          samples(first: 100) { nodes { seconds restoredAt } }
        }
        deploymentReworkRate { rework deployments coverage unavailableReason }
      }
    }
  }
`

type Node = Readonly<Record<string, unknown>>
// biome-ignore lint: answers are looked into by name
type Answered = { service: { metrics: Record<string, Record<string, never>> } }

/** The answer of a running system. */
export async function toldBy(
  data: <T>(query: string, variables: Readonly<Record<string, unknown>>) => Promise<T>,
  prefix: string,
  ask: Ask,
): Promise<Told> {
  const { service } = await data<Answered>(document, {
    service: `${prefix}-${ask.service ?? 'shop'}`,
    environment: ask.environment ?? 'production',
    window: windowOf(ask.window),
    definition: ask.definition ?? {},
  })
  return shortened(service.metrics as unknown as Record<string, Measured>)
}

interface Measured {
  readonly [field: string]: unknown
  readonly coverage: number | null
  readonly unavailableReason: string | null
}

function shortened(metrics: Readonly<Record<string, Measured>>): Told {
  const read = (metric: string): Measured => metrics[metric] as Measured
  const nodes = (metric: string, list: string): readonly Node[] =>
    (read(metric)[list] as { nodes: readonly Node[] }).nodes
  const [frequency, lead, fail] = ['deploymentFrequency', 'leadTimeForChanges', 'changeFailureRate'].map(read) as [
    Measured,
    Measured,
    Measured,
  ]
  const [restore, rework] = [read('timeToRestore'), read('deploymentReworkRate')]
  const inMinutes = (seconds: unknown): number | null => (seconds === null ? null : (seconds as number) / 60)
  const counts = (list: unknown, name: string): [string, number][] =>
    (list as Node[]).map((each) => [each[name] as string, each.count as number])
  return {
    kinds: Object.fromEntries(counts(frequency.byKind, 'kind').filter(([, count]) => count > 0)),
    counted: frequency.count as number,
    perDay: frequency.perDay as number | null,
    runs: {
      ended: frequency.attempts as number,
      failed: frequency.failedAttempts as number,
      aborted: frequency.aborted as number,
    },
    lead: minutes(nodes('leadTimeForChanges', 'samples').map(({ seconds }) => seconds as number)),
    medianLead: inMinutes(lead.medianSeconds),
    waiting: (lead.pending as { count: number }).count,
    failed: nodes('changeFailureRate', 'failures')
      .map(({ basis, deployment }) => `${(deployment as { version: string }).version} ${basis as string}`)
      .toSorted(),
    rolledPast: (fail.rolledPast as { version: string }[]).map(({ version }) => version).toSorted(),
    changeFail: `${fail.failed as number} of ${fail.deployments as number}`,
    restore: minutes(
      nodes('timeToRestore', 'samples')
        .filter(({ restoredAt }) => restoredAt !== null)
        .map(({ seconds }) => seconds as number),
    ),
    medianRestore: inMinutes(restore.medianSeconds),
    open: restore.openCount as number,
    allIncidents: restore.allIncidentsCount as number,
    rework: `${rework.rework as number} of ${rework.deployments as number}`,
    flags: counts(lead.flags, 'code')
      .map(([code, count]) => `${code} ${count}`)
      .toSorted(),
    reasons: [frequency, lead, fail, restore, rework].map(({ unavailableReason }) => unavailableReason),
    coverage: [frequency, lead, fail, restore, rework].map(({ coverage }) => coverage),
  }
}
