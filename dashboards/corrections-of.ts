/** What people can settle where they see an error: the four corrections, and taking one back. Pure. */
import { plural } from './format.ts'
import type { Settled } from './settled-words.ts'

/** Where an incident counts: its deployments are looked for there. */
export interface Place {
  readonly service: string
  readonly environment: string
}

export interface CorrectableIncident {
  readonly id: string
  readonly externalId: string
  readonly title: string | null
  readonly openedAt: string
  readonly classification: string
}

export interface CorrectableDeployment {
  readonly id: string
  readonly version: string
  readonly kind: string
}

export type Correction =
  | { readonly form: 'DEPLOYMENT'; readonly incident: CorrectableIncident; readonly places: readonly Place[] }
  | { readonly form: 'CLASSIFICATION'; readonly incident: CorrectableIncident }
  | { readonly form: 'SERVICE'; readonly incident: CorrectableIncident; readonly places: readonly Place[] }
  | { readonly form: 'KIND'; readonly deployment: CorrectableDeployment }
  | { readonly form: 'UNDO'; readonly override: Settled }

/** What an incident offers. */
export function correctionsOfIncident(incident: CorrectableIncident, places: readonly Place[]): readonly Correction[] {
  return [
    { form: 'DEPLOYMENT', incident, places },
    { form: 'CLASSIFICATION', incident },
    { form: 'SERVICE', incident, places },
  ]
}

export interface Choice {
  readonly value: string
  readonly words: string
  /** Says something, and cannot be chosen. */
  readonly disabled?: boolean
}

interface Unlisted {
  /** Deployments before those that are listed. */
  readonly earlier: number
  /** Runs that never went live: an incident is blamed on one only if somebody names it. */
  readonly notLive: number
  readonly places: number
}

/** What of the deployments cannot be chosen, as the last line of the list; none where all can. */
export function unlistedChoices({ earlier, notLive, places }: Unlisted): readonly Choice[] {
  const parts = [
    ...(earlier === 0 ? [] : [plural(earlier, 'earlier deployment')]),
    ...(notLive === 0 ? [] : [plural(notLive, 'deployment that never went live', 'deployments that never went live')]),
    ...(places === 0 ? [] : [`those of ${plural(places, 'more place')}`]),
  ]
  if (parts.length === 0) return []
  return [
    { value: '', words: `Not listed: ${parts.join(', and ')}. GraphQL’s overrideCreate takes any.`, disabled: true },
  ]
}

const classifications: readonly Choice[] = [
  { value: 'false_positive', words: 'A false alarm: nothing was wrong' },
  { value: 'alert', words: 'An alert that nobody had to act on' },
  { value: 'drill', words: 'A drill' },
  { value: 'duplicate', words: 'A duplicate of another incident' },
  { value: 'incident', words: 'An incident after all' },
]

const kinds: readonly Choice[] = [
  { value: 'CODE', words: 'Code: a new version' },
  { value: 'CONFIG', words: 'Configuration: the same version, configured otherwise' },
  { value: 'ROLLBACK', words: 'Rollback: an earlier version' },
  { value: 'REDEPLOY', words: 'Redeployment: what was live, again' },
  { value: 'BOOTSTRAP', words: 'Bootstrap: a new place took what is live elsewhere' },
  { value: 'DRIFT_CORRECTION', words: 'Drift correction: what was live was put back' },
  { value: 'PLATFORM', words: 'Platform: one change to many services, no work on this one' },
]

/** The value that stands for no deployment at all. */
export const noDeployment = 'none'

/** What can be chosen by itself; null where it has to be looked up. */
export function fixedChoices(correction: Correction): readonly Choice[] | null {
  switch (correction.form) {
    case 'CLASSIFICATION':
      return classifications.filter(({ value }) => value !== correction.incident.classification)
    case 'KIND':
      return kinds.filter(({ value }) => value !== correction.deployment.kind)
    default:
      return null
  }
}

/** `OverrideInput` of the API. */
export function inputOf(
  correction: Exclude<Correction, { readonly form: 'UNDO' }>,
  value: string,
  reason: string,
): Readonly<Record<string, string | boolean>> {
  switch (correction.form) {
    case 'DEPLOYMENT':
      return {
        incidentId: correction.incident.id,
        ...(value === noDeployment ? { noDeployment: true } : { deploymentId: value }),
        reason,
      }
    case 'CLASSIFICATION':
      return { incidentId: correction.incident.id, classification: value, reason }
    case 'SERVICE':
      return { incidentId: correction.incident.id, service: value, reason }
    case 'KIND':
      return { deploymentId: correction.deployment.id, kind: value, reason }
  }
}

/** Days before an incident in which deployments are looked for that it may be blamed on. */
const daysBefore = 60

/** From when on to when deployments went live that an incident may be blamed on. */
export function windowBeforeIncident({ openedAt }: Pick<CorrectableIncident, 'openedAt'>): {
  readonly from: string
  readonly to: string
} {
  const opened = Date.parse(openedAt)
  return { from: new Date(opened - daysBefore * 86_400_000).toISOString(), to: new Date(opened + 1).toISOString() }
}
