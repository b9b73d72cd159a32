import type { OtherPreset } from '#metrics/definition'
import { type MeasureScope, type MetricId, metricIds } from '#metrics/metric'
import type { Selection } from '../selection.ts'
import type { Needs } from './fact-reads.ts'

/** What a question over days needs beside them. */
export interface DigestNeeds {
  /** Whether runs that ended are asked for. */
  readonly runs: boolean
  readonly failures: boolean
  readonly incidents: boolean
  readonly pending: boolean
  /** Whether it is asked when something last went live. */
  readonly last: boolean
  /** Whether blame by chance is asked for. */
  readonly past: boolean
}

/** Fields below each metric that are lists of records, or numbers that only records tell. */
const recordFields: Readonly<Record<MetricId, readonly string[]>> = {
  deploymentFrequency: ['deployments'],
  leadTimeForChanges: ['samples', 'stages', 'distribution', 'linesPerChange', 'byAuthorship'],
  changeFailureRate: ['rolledPast', 'byAuthorship'],
  timeToRestore: [],
  deploymentReworkRate: ['samples', 'byAuthorship'],
}

/** What the numbers of the whole window are not needed for. */
const drawnFields: ReadonlySet<string> = new Set([
  '__typename',
  'name',
  'displayName',
  'definition',
  'window',
  'better',
  'series',
])

/** Metrics of which nothing but series is asked for. */
export function drawnIn(below: Selection): ReadonlySet<MetricId> {
  return new Set(metricIds.filter((id) => below.at(id).only(drawnFields)))
}

/** Metrics of which records are asked for. */
export function recordedIn(below: Selection): ReadonlySet<MetricId> {
  return new Set(
    metricIds.filter((id) => {
      const fields = below.at(id)
      return recordFields[id].some((field) => fields.has(field))
    }),
  )
}

/** How often the days of one scope are looked at for one answer: afterwards they are let go. */
export function usesIn(below: Selection): number {
  const asked = metricIds.filter((id) => below.has(id))
  const drawn = asked.filter((id) => below.at(id).has('series'))
  return asked.length + drawn.length + (below.has('flags') ? metricIds.length : 0)
}

/** What an answer over days needs beside them. */
export function digestNeeds(below: Selection): DigestNeeds {
  const all = below.has('flags')
  const failing = all || below.has('changeFailureRate') || below.has('timeToRestore')
  const frequency = below.at('deploymentFrequency')
  return {
    runs: ['attempts', 'failedAttempts', 'aborted'].some((field) => frequency.has(field)),
    failures: failing,
    incidents: failing,
    last: all || below.has('deploymentFrequency'),
    pending: below.at('leadTimeForChanges').has('pending'),
    past: below.at('changeFailureRate').has('byTimeAloneExpectedByChance'),
  }
}

/** What an answer over facts needs of them. */
export function needsOf(below: Selection, { definition }: MeasureScope): Needs {
  const all = below.has('flags')
  const lead = all || below.has('leadTimeForChanges')
  const failing = all || below.has('changeFailureRate')
  const restoring = all || below.has('timeToRestore')
  const shown = below.at('leadTimeForChanges')
  const byAuthorship = ['leadTimeForChanges', 'changeFailureRate', 'deploymentReworkRate'] as const
  const isSplit = byAuthorship.some((id) => below.at(id).has('byAuthorship')) || definition.authorship !== null
  const whole =
    definition.start !== 'FIRST_COMMIT' || definition.excludeWeekend || shown.has('samples') || shown.has('stages')
  const detail = whole ? 'WHOLE' : 'NARROW'
  if (definition.preset !== 'LEADLINE') return needsOfPreset(definition.preset, { lead, judging: failing || restoring })
  return {
    deployments: true,
    history: failing,
    later: false,
    asTold: false,
    changes: lead || isSplit ? detail : 'NONE',
    commits: lead && definition.unit === 'COMMIT',
    failures: failing || restoring,
    incidents: failing || restoring ? 'OPENED' : 'NONE',
    pending: lead,
  }
}

/** What the rules of another system look at, and no more. */
function needsOfPreset(
  preset: OtherPreset,
  { lead, judging }: { readonly lead: boolean; readonly judging: boolean },
): Needs {
  const incidents = preset === 'DATADOG' ? 'OPENED' : 'CLOSED_TOO'
  // When a request was opened stands in the whole of a change alone.
  const changes = preset === 'DEVLAKE' ? 'WHOLE' : 'NARROW'
  return {
    deployments: true,
    history: preset === 'DATADOG' && (lead || judging),
    later: preset !== 'GITLAB' && judging,
    asTold: true,
    changes: lead ? changes : 'NONE',
    commits: lead && preset === 'DATADOG',
    failures: false,
    incidents: judging ? incidents : 'NONE',
    pending: lead,
  }
}
