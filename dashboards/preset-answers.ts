/** Shapes of what is asked of the presets of other systems. */
import type { Certainty, DurationAnswer, FrequencyAnswer } from './answers.ts'

export type PresetName = 'LEADLINE' | 'GITLAB' | 'DATADOG' | 'DEVLAKE'
interface CountedBy extends Certainty {
  readonly definition: { readonly preset: PresetName; readonly text: string; readonly rulesVersion: string }
}
export interface PresetAnswers {
  readonly deploymentFrequency: CountedBy & Pick<FrequencyAnswer, 'perWeek'>
  readonly leadTimeForChanges: CountedBy & Pick<DurationAnswer, 'medianSeconds'>
  readonly changeFailureRate: CountedBy & { readonly rate: number | null } & Record<'failed' | 'deployments', number>
  readonly timeToRestore: CountedBy &
    Pick<DurationAnswer, 'medianSeconds'> & { readonly openCount: number; readonly atLeastSeconds: number | null }
  readonly deploymentReworkRate: CountedBy & { readonly rate: number | null } & Record<'rework' | 'deployments', number>
}
export interface PresetsAnswer {
  readonly service: { readonly definitions: readonly PresetAnswers[] } | null
}
