import type * as z from 'zod'
import { watchedMetrics } from '#domain/alert-rule'
import { metricMeant } from '#domain/metric-meant'
import { nearestName } from '#domain/nearest-name'
import { freezeFaults, quietFaults, thresholdFaults } from './alert-contradictions.ts'
import { alertRule, type FileAlertRule, freezeWindow } from './alert-schema.ts'
import { notifyFaults, notifyRule } from './notify-schema.ts'
import type { Contradiction } from './problem.ts'

type Fields = Readonly<Record<string, unknown>>
type Faults = readonly Contradiction[]

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is looked at together, by the fields that it rests on. */
const parts: readonly { readonly fields: readonly string[]; readonly faultsOf: (rule: FileAlertRule) => Faults }[] = [
  { fields: ['metrics', 'threshold', 'falseAlarmsPerServiceYear'], faultsOf: thresholdFaults },
  { fields: ['quietHours', 'channels'], faultsOf: quietFaults },
]

/** With the metrics that were meant, so that what is said of them can be looked at. */
function asMeant(rule: Fields): Fields {
  const { metrics } = rule
  if (!Array.isArray(metrics)) return rule
  const meant = metrics.map((metric: unknown) =>
    typeof metric === 'string' ? (metricMeant(metric, watchedMetrics) ?? metric) : metric,
  )
  return { ...rule, metrics: meant }
}

/** Fields that an issue is about; of one that there is not, the one that was probably meant. */
function fieldsOf(issue: z.core.$ZodIssue): readonly string[] {
  const [field] = issue.path
  if (field !== undefined) return [String(field)]
  if (issue.code !== 'unrecognized_keys') return []
  return issue.keys.flatMap((key) => [key, nearestName(key, Object.keys(alertRule.shape)) ?? key])
}

/** What of an alert rule cannot hold, of those of its parts that are of the right form. */
export function ruleFaultsBesideForm(value: unknown): Faults {
  if (!isFields(value)) return []
  const rule = asMeant(value)
  const wrong = new Set((alertRule.safeParse(rule).error?.issues ?? []).flatMap(fieldsOf))
  const sound = Object.fromEntries(Object.entries(rule).filter(([field]) => !wrong.has(field)))
  const parsed = alertRule.safeParse({ name: 'unnamed', ...sound })
  if (!parsed.success) return []
  return parts
    .filter(({ fields }) => !fields.some((field) => wrong.has(field)))
    .flatMap(({ faultsOf }) => faultsOf(parsed.data))
}

function faultsOfSound<File>(schema: z.ZodType<File>, faultsOf: (file: File) => Faults): (value: unknown) => Faults {
  return (value) => {
    const parsed = schema.safeParse(value)
    return parsed.success ? faultsOf(parsed.data) : []
  }
}

const sections: Readonly<Record<string, (value: unknown) => Faults>> = {
  alerts: ruleFaultsBesideForm,
  freezes: faultsOfSound(freezeWindow, freezeFaults),
  notify: faultsOfSound(notifyRule, notifyFaults),
}

/** What of the rules of a file cannot hold by itself, where something in the file is not of the right form. */
export function faultsBesideForm(file: unknown): Faults {
  if (!isFields(file)) return []
  return Object.entries(sections).flatMap(([section, faultsOf]) => {
    const entries = file[section]
    if (!Array.isArray(entries)) return []
    return entries.flatMap((entry: unknown, at) =>
      faultsOf(entry).map(({ path, message }) => ({ path: [section, at, ...path], message })),
    )
  })
}
