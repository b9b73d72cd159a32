import * as z from 'zod'
import { fitsPattern } from '#domain/naming/reconciled-place'

const Text = z.string().trim().min(1).max(300)

export const classifications = ['incident', 'alert', 'drill', 'false_positive', 'duplicate'] as const

/** A rule of one source: which incidents it fits, and what it says of them. In patterns `*` stands for any text. */
export const IncidentRule = z.strictObject({
  /** Id or name by which the tool knows the service. */
  key: Text.optional(),
  title: Text.optional(),
  /** What kind of thing it is there: the type of an issue, the severity of an alert. */
  type: Text.optional(),
  labels: z.record(z.string().min(1).max(300), Text).optional(),
  service: Text.optional(),
  environment: Text.optional(),
  classification: z.enum(classifications).optional(),
  /** True: what it fits is an incident; false: it is none, and nothing is told of it. */
  incident: z.boolean().optional(),
})
export type IncidentRule = z.infer<typeof IncidentRule>

export const incidentPatterns = ['key', 'title', 'type', 'labels'] as const
export const incidentSayings = ['service', 'environment', 'classification', 'incident'] as const

const Settings = z.object({
  environment: Text.optional().catch(undefined),
  rules: z.array(z.unknown()).catch([]),
})

/** What the source of an incident tool is set to. */
export interface IncidentSettings {
  /** Of all that it tells; left out: every production environment of its service. */
  readonly environment?: string | undefined
  readonly rules: readonly IncidentRule[]
}

/** Settings as they are stored; a rule of which a part cannot be read says nothing at all. */
export function readIncidentSettings(stored: unknown): IncidentSettings {
  const read = Settings.safeParse(stored ?? {})
  if (!read.success) return { rules: [] }
  const rules = read.data.rules.flatMap((rule) => {
    const parsed = IncidentRule.safeParse(rule)
    return parsed.success ? [parsed.data] : []
  })
  return { environment: read.data.environment, rules }
}

/** What a tool says of an incident, as far as rules look at it. */
export interface IncidentFacts {
  /** Name of the service first, then its other names and ids. */
  readonly keys: readonly string[]
  readonly title: string | null
  readonly type: string | null
  readonly labels: Readonly<Record<string, string>>
}

/** What is to be said of it: by the rules that fit, else by the tool and the settings alone. */
export interface IncidentPlace {
  readonly service: string | null
  readonly environment: string | null
  readonly classification: IncidentRule['classification'] | null
  /** Whether it is an incident; null: no rule says so. */
  readonly incident: boolean | null
  /** Number of the rule that says so, from 1. */
  readonly rule: number | null
}

function fits(rule: IncidentRule, { keys, title, type, labels }: IncidentFacts): boolean {
  if (rule.key !== undefined && !keys.some((key) => fitsPattern(rule.key ?? '', key))) return false
  if (rule.title !== undefined && !fitsPattern(rule.title, title ?? '')) return false
  if (rule.type !== undefined && !fitsPattern(rule.type, type ?? '')) return false
  return Object.entries(rule.labels ?? {}).every(
    ([name, pattern]) => Object.hasOwn(labels, name) && fitsPattern(pattern, labels[name] ?? ''),
  )
}

/** What the end of something does not tell, and its beginning did. */
export interface Untold {
  readonly type?: true
  readonly labels?: readonly string[]
}

function asFarAsTold(rule: IncidentRule, { type, labels = [] }: Untold): IncidentRule {
  const told = Object.entries(rule.labels ?? {}).filter(([name]) => !labels.includes(name))
  return { ...rule, ...(type && { type: undefined }), labels: Object.fromEntries(told) }
}

/** Whether rules may have made an incident of that whose end says less of it than its beginning did. */
export function mayBeIncident(facts: IncidentFacts, settings: IncidentSettings, untold: Untold): boolean {
  const { incident } = incidentPlace(facts, settings)
  if (incident !== null) return incident
  return settings.rules.some((rule) => rule.incident === true && fits(asFarAsTold(rule, untold), facts))
}

/** For each of service, environment, class and whether it is one, the first rule that fits and says it counts. */
export function incidentPlace(facts: IncidentFacts, { environment, rules }: IncidentSettings): IncidentPlace {
  const fitting = rules.filter((rule) => fits(rule, facts))
  const first = <Field extends (typeof incidentSayings)[number]>(field: Field): IncidentRule[Field] =>
    fitting.find((rule) => rule[field] !== undefined)?.[field]
  const decides = rules.findIndex((rule) => rule.incident !== undefined && fits(rule, facts))
  return {
    service: first('service') ?? null,
    environment: first('environment') ?? environment ?? null,
    classification: first('classification') ?? null,
    incident: first('incident') ?? null,
    rule: decides === -1 ? null : decides + 1,
  }
}
