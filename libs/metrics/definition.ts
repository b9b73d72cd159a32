import { type DeploymentKind, deploymentKinds } from '#domain/delivery-event'
import type { Milliseconds } from '#domain/instant'
import type { BlameRule, FailureSign } from '#domain/rules'
import type { Authorship, Confidence, ReworkReason } from '#domain/stream-history'

export const definitionPresets = ['LEADLINE', 'GITLAB', 'DATADOG', 'DEVLAKE'] as const
export type DefinitionPreset = (typeof definitionPresets)[number]
/** Presets that compute as another system does. */
export type OtherPreset = Exclude<DefinitionPreset, 'LEADLINE'>
export const changeUnits = ['CHANGE', 'COMMIT', 'DEPLOYMENT'] as const
export type ChangeUnit = (typeof changeUnits)[number]
export const leadTimeStarts = ['FIRST_COMMIT', 'COMMITTED', 'PUSHED', 'PR_OPENED', 'MERGED'] as const
export type LeadTimeStart = (typeof leadTimeStarts)[number]
export const arrivalRules = ['FIRST', 'LAST'] as const
export type ArrivalRule = (typeof arrivalRules)[number]

/** How a number is to be computed from facts. Every leaf may differ from the preset; the text says what applies. */
export interface Definition {
  readonly preset: DefinitionPreset
  readonly unit: ChangeUnit
  readonly start: LeadTimeStart
  /** Which arrival of a deployment on several placements makes it live. */
  readonly arrival: ArrivalRule
  /** Kinds that make the frequency and the denominator of change failure; lead time never takes ROLLBACK or REDEPLOY. */
  readonly kinds: readonly DeploymentKind[]
  /** Null: everybody's changes. */
  readonly authorship: readonly Authorship[] | null
  /** Local Saturdays and Sundays are left out of durations. */
  readonly excludeWeekend: boolean
  /** A deployment that ended FAILED counts as a change failure too. */
  readonly failedOutcomes: boolean
  /** Null: MEDIUM, and failures by time alone beside it, which are counted apart. */
  readonly minimumConfidence: Confidence | null
  /** Null: all deployments; else those that carry one of these labels. */
  readonly labels: readonly string[] | null
  /** Samples below which a value is `insufficient` (p50), and below which p75 and p90 are null (p90). */
  readonly minN: { readonly p50: number; readonly p90: number }
  /** Age of a window's end, in days, below which its numbers may still change. */
  readonly maturityDays: number
  /** Which deployment a rollback accuses, where histories are projected for the question. */
  readonly blame: BlameRule
  /** Fixed window of blame by time alone; null: a tenth of the service's median gap, 15 min to 24 h. */
  readonly blameWindow: Milliseconds | null
  /** What shows a failure, where histories are projected for the question; null: what the rules of the catalogue say, all by default. */
  readonly failureSigns: readonly FailureSign[] | null
  /** Why a deployment is rework; null: for all reasons. */
  readonly reworkReasons: readonly ReworkReason[] | null
}

export const defaultDefinition: Definition = {
  preset: 'LEADLINE',
  unit: 'CHANGE',
  start: 'FIRST_COMMIT',
  arrival: 'LAST',
  kinds: ['CODE', 'CONFIG'],
  authorship: null,
  excludeWeekend: false,
  failedOutcomes: false,
  minimumConfidence: null,
  labels: null,
  minN: { p50: 5, p90: 10 },
  maturityDays: 7,
  blame: 'FIRST_AFTER_TARGET',
  blameWindow: null,
  failureSigns: null,
  reworkReasons: null,
}

/** Leaves that say how sure an answer must be, and not what it counts. */
const { minN: _, maturityDays: __, ...defaultRules } = defaultDefinition
const defaults = new WeakMap<Definition, boolean>()

/** Whether it counts what the default definition counts. */
export function isDefault(definition: Definition): boolean {
  const known = defaults.get(definition)
  if (known !== undefined) return known
  const found = Object.entries(defaultRules).every(
    ([name, rule]) => JSON.stringify(definition[name as keyof Definition]) === JSON.stringify(rule),
  )
  defaults.set(definition, found)
  return found
}

/** What each system takes for a deployment, and where its lead time begins; how it counts is in `presets/`. */
export const presetDefinitions: Readonly<Record<DefinitionPreset, Definition>> = {
  LEADLINE: defaultDefinition,
  GITLAB: {
    ...defaultDefinition,
    preset: 'GITLAB',
    start: 'MERGED',
    kinds: deploymentKinds.filter((kind) => kind !== 'DRIFT_CORRECTION'),
  },
  DATADOG: { ...defaultDefinition, preset: 'DATADOG', unit: 'DEPLOYMENT', kinds: deploymentKinds },
  DEVLAKE: { ...defaultDefinition, preset: 'DEVLAKE', kinds: deploymentKinds },
}

/** Leaves to replace; those that are null or absent keep what the preset says. */
export type DefinitionLeaves = { readonly [K in keyof Definition]?: Definition[K] | null | undefined }

/** The preset, our own where none is named, with some leaves replaced. */
export function definitionOf(leaves: DefinitionLeaves): Definition {
  const given = Object.entries(leaves).filter(([name, value]) => name in defaultDefinition && value != null)
  return { ...presetDefinitions[leaves.preset ?? 'LEADLINE'], ...Object.fromEntries(given) }
}
