import * as z from 'zod'
import { type Instant, MINUTE } from '#domain/instant'
import { fingerprintOf } from './fingerprint.ts'
import { type AlertingRule, type FiringSeries, type Labels, type Relabelling, toldLabels } from './prometheus.ts'

/** Where nobody knows how often a rule was evaluated: what Prometheus does by itself. */
const usual = MINUTE

/** Nobody has so many alerts at once. */
const mostFiring = 100_000

/** An alert that fires, as far as it was read. */
const Firing = z.object({
  labels: z.record(z.string(), z.string()),
  startsAt: z.number(),
  /** The last evaluation at which it fired. */
  last: z.number(),
  told: z.boolean(),
})
type Firing = z.infer<typeof Firing>

/** What was read of Prometheus, until when, and what fired then. */
const Reading = z.object({ until: z.number(), firing: z.array(Firing).max(mostFiring) })
export type Reading = z.infer<typeof Reading>

/** A reading as it was stored; null where there is none. */
export function readReading(state: unknown): Reading | null {
  const read = Reading.safeParse(state)
  return read.success ? read.data : null
}

/** An alert that begins or has ended, in the form of a webhook. */
export interface FoundAlert {
  /** The same whenever it is read. */
  readonly id: string
  readonly body: object
}

function ruleOf(labels: Labels, rules: readonly AlertingRule[]): AlertingRule | undefined {
  const named = rules.filter(({ name }) => name === labels['alertname'])
  const isAsSaid = ([name, value]: readonly [string, string]): boolean => value.includes('{{') || labels[name] === value
  return named.find((rule) => Object.entries(rule.labels).every(isAsSaid)) ?? named[0]
}

/** A text of a rule, with the labels of the alert in it; null where it says more than those. */
function filled(text: string, labels: Labels): string | null {
  const told = text.replaceAll(
    /\{\{-?\s*(?:\$labels|\.Labels)\.(\w+)\s*-?\}\}/g,
    (_all, name: string) => labels[name] ?? '',
  )
  return told.includes('{{') ? null : told
}

function found({ labels, startsAt }: Firing, endsAt: Instant | null, rules: readonly AlertingRule[]): FoundAlert {
  const fingerprint = fingerprintOf(labels)
  const said = Object.entries(ruleOf(labels, rules)?.annotations ?? {})
  const annotations = said.flatMap(([name, text]) => {
    const told = filled(text, labels)
    return told === null ? [] : [[name, told] as const]
  })
  const status = endsAt === null ? 'firing' : 'resolved'
  const alert = {
    status,
    labels,
    annotations: Object.fromEntries(annotations),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === null ? '0001-01-01T00:00:00Z' : new Date(endsAt).toISOString(),
    fingerprint,
  }
  return {
    id: `${fingerprint}/${startsAt}/${endsAt ?? ''}`,
    body: { version: '4', status, isRead: true, alerts: [alert] },
  }
}

export interface Evaluations {
  readonly series: readonly FiringSeries[]
  /** Until when they were read. */
  readonly until: Instant
  readonly rules: readonly AlertingRule[]
  readonly relabelling: Relabelling
}

/** When each alert fired, of what was read anew; of a pair that Alertmanager is not told apart both tell of one alert. */
function timesOf(
  { series, until, relabelling }: Evaluations,
  since: Instant,
): { readonly labels: Labels; readonly times: readonly Instant[] }[] {
  const byAlert = new Map<string, { readonly labels: Labels; readonly times: Set<Instant> }>()
  for (const each of series) {
    const labels = toldLabels(each.labels, relabelling)
    const key = fingerprintOf(labels)
    const { times } = byAlert.get(key) ?? { times: new Set<Instant>() }
    for (const at of each.times) if (at > since && at <= until) times.add(at)
    byAlert.set(key, { labels, times })
  }
  return [...byAlert.values()].map(({ labels, times }) => ({ labels, times: [...times].toSorted((a, b) => a - b) }))
}

/**
 * What began and what ended by the evaluations that come after a reading. An alert fires from the first evaluation at which it did,
 * to the first at which it did not: which is what Prometheus tells Alertmanager.
 */
export function alertsBy(
  before: Reading,
  evaluations: Evaluations,
): { readonly alerts: readonly FoundAlert[]; readonly reading: Reading } {
  const { until, rules } = evaluations
  const alerts: FoundAlert[] = []
  const firing = new Map(before.firing.map((each) => [fingerprintOf(each.labels), each]))
  const everyOf = (labels: Labels): number => ruleOf(labels, rules)?.every ?? usual
  for (const { labels, times } of timesOf(evaluations, before.until)) {
    const [key, every] = [fingerprintOf(labels), everyOf(labels)]
    for (const at of times) {
      const open = firing.get(key)
      const goesOn = open !== undefined && at - open.last <= every * 1.5
      if (open !== undefined && !goesOn) alerts.push(found(open, open.last + every, rules))
      firing.set(key, goesOn ? { ...open, last: at } : { labels: { ...labels }, startsAt: at, last: at, told: false })
    }
  }
  const rest: Firing[] = []
  for (const open of firing.values()) {
    const every = everyOf(open.labels)
    const isOver = open.last + every * 1.5 < until
    if (isOver || !open.told) alerts.push(found(open, isOver ? open.last + every : null, rules))
    if (!isOver) rest.push({ ...open, told: true })
  }
  return { alerts, reading: { until, firing: rest } }
}
