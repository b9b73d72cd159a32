/** What `queries/why.graphql` answers. */
import type { Interval } from './answers.ts'
import type { NamedChange } from './running-answers.ts'

export interface TrimmedLeadTime {
  readonly sampleSize: number
  readonly keptSize: number
  readonly trimmedMeanSeconds: number | null
  readonly medianSeconds: number | null
}

export interface StageDifference {
  readonly stage: string
  readonly beforeSeconds: number
  readonly afterSeconds: number
  readonly differenceSeconds: number
}

interface ServicePart {
  readonly sampleSize: number
  /** Of its own changes alone. */
  readonly trimmedMeanSeconds: number | null
  readonly keptSize: number
  readonly meanSeconds: number | null
}

export interface ServiceDifference {
  readonly service: { readonly name: string }
  readonly before: ServicePart
  readonly after: ServicePart
  readonly withinSeconds: number
  readonly mixSeconds: number
  /** What did most of what it moved by itself; null where that is not known. */
  readonly ownStageMovedMost: string | null
}

export interface Mover {
  readonly service: { readonly name: string }
  readonly change: NamedChange | null
  readonly liveAt: string
  readonly seconds: number
  readonly stageSeconds: number
  readonly movedSeconds: number
}

export interface Difference {
  readonly before: TrimmedLeadTime
  readonly after: TrimmedLeadTime
  readonly unavailableBecause: string | null
  readonly differenceSeconds: number | null
  readonly interval: Interval | null
  readonly clear: boolean | null
  readonly medianDifferenceSeconds: number | null
  readonly tailSeconds: number | null
  readonly stageMovedMost: string | null
  readonly mixSeconds: number | null
  readonly reversedByMix: boolean | null
  readonly stages: readonly StageDifference[]
  readonly services: readonly ServiceDifference[]
  readonly came: readonly Mover[]
  readonly gone: readonly Mover[]
}

export interface WhyAnswer {
  readonly leadTimeDifference: Difference
}
