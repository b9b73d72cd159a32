import { parse } from 'yaml'
import * as z from 'zod'
import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'

/** Of alerts and of rules. */
export type Labels = Readonly<Record<string, string>>

const Texts = z.record(z.string(), z.string())

/** A rule of Prometheus that alerts. */
export interface AlertingRule {
  readonly name: string
  readonly labels: Labels
  readonly annotations: Labels
  /** How often it is evaluated. */
  readonly every: Milliseconds
  /** When it was evaluated last; null: not yet. */
  readonly evaluatedAt: Instant | null
}

/** An alert with the times, ascending, of the evaluations at which it fired. */
export interface FiringSeries {
  readonly labels: Labels
  readonly times: readonly Instant[]
}

/** What of the configuration decides which labels Alertmanager is told. */
export interface Relabelling {
  /** Those of Prometheus itself, which every alert has that does not have them by itself. */
  readonly external: Labels
  /** Names of those that are taken away. */
  readonly dropped: readonly string[]
}

/** The rules as they are now. */
export const rulesPath = '/api/v1/rules?type=alert'
export const configurationPath = '/api/v1/status/config'

/** The question for every evaluation, after `from` and until `to`, at which an alert fired. */
export function firingPath(from: Instant, to: Instant): string {
  const query = `ALERTS{alertstate="firing"}[${Math.ceil((to - from) / SECOND)}s]`
  return `/api/v1/query?${new URLSearchParams({ query, time: (to / SECOND).toFixed(3) })}`
}

const Rule = z.object({
  name: z.string(),
  labels: Texts.nullish(),
  annotations: Texts.nullish(),
  type: z.literal('alerting'),
})

const Rules = z.object({
  status: z.literal('success'),
  data: z.object({
    groups: z.array(
      z.object({
        /** In seconds. */
        interval: z.number().positive(),
        lastEvaluation: z.string().nullish(),
        rules: z.array(z.unknown()),
      }),
    ),
  }),
})

/** Rules as they were answered; null where it is no such answer. */
export function readRules(answer: unknown): AlertingRule[] | null {
  const read = Rules.safeParse(answer)
  if (!read.success) return null
  return read.data.data.groups.flatMap(({ interval, lastEvaluation, rules }) =>
    rules.flatMap((value): AlertingRule[] => {
      const rule = Rule.safeParse(value)
      if (!rule.success) return []
      const { name, labels, annotations } = rule.data
      const evaluatedAt = parseInstant(lastEvaluation ?? '')
      return [{ name, labels: labels ?? {}, annotations: annotations ?? {}, every: interval * SECOND, evaluatedAt }]
    }),
  )
}

const Sample = z.tuple([z.number(), z.string()])

const Matrix = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: Texts, values: z.array(Sample) })),
  }),
})

/** Alerts as they were answered; null where it is no such answer. */
export function readFiring(answer: unknown): FiringSeries[] | null {
  const read = Matrix.safeParse(answer)
  if (!read.success) return null
  return read.data.data.result.map(({ metric, values }) => {
    const { __name__: _name, alertstate: _state, ...labels } = metric
    const times = values.map(([seconds]) => Math.round(seconds * SECOND)).toSorted((a, b) => a - b)
    return { labels, times }
  })
}

const Configuration = z.object({ status: z.literal('success'), data: z.object({ yaml: z.string() }) })

const relabelling = z.array(z.object({ action: z.string().nullish(), regex: z.string().nullish() }))

const Settings = z.object({
  global: z.object({ external_labels: z.record(z.string(), z.coerce.string()).nullish() }).nullish(),
  alerting: z
    .object({
      alert_relabel_configs: relabelling,
      alertmanagers: z.array(z.object({ alert_relabel_configs: relabelling.nullish() })).nullish(),
    })
    .partial()
    .nullish(),
})

/** A pattern that is nothing but names: `replica`, `a|b`. */
const names = /^\(?[a-zA-Z_]\w*(?:\|[a-zA-Z_]\w*)*\)?$/

/**
 * What the configuration does to labels; null where it is no such answer.
 *
 * @returns `unread` where it does what is not understood: its alerts are not known again by what they are delivered as
 */
export function readRelabelling(answer: unknown): Relabelling | { readonly unread: string } | null {
  const read = Configuration.safeParse(answer)
  if (!read.success) return null
  const settings = Settings.safeParse(parsedYaml(read.data.data.yaml))
  if (!settings.success) return null
  const dropped: string[] = []
  const { alert_relabel_configs: ofAll = [], alertmanagers } = settings.data.alerting ?? {}
  // Beside what all are told, each may be told otherwise.
  const ofOne = (alertmanagers ?? []).flatMap((each) => each.alert_relabel_configs ?? [])
  for (const { action, regex } of [...ofAll, ...ofOne]) {
    if (action?.toLowerCase() !== 'labeldrop' || regex == null || !names.test(regex))
      return { unread: `alert_relabel_configs with action ${action ?? 'replace'} and regex ${regex ?? '(.*)'}` }
    dropped.push(...regex.replaceAll(/[()]/g, '').split('|'))
  }
  return { external: settings.data.global?.external_labels ?? {}, dropped }
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The labels that Alertmanager is told. */
export function toldLabels(labels: Labels, { external, dropped }: Relabelling): Labels {
  const all = Object.entries({ ...external, ...labels })
  return Object.fromEntries(all.filter(([name, value]) => value !== '' && !dropped.includes(name)))
}
