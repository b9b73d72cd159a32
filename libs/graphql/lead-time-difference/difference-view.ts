import { SECOND } from '#domain/instant'
import type { Window } from '#domain/window'
import type { Definition } from '#metrics/definition'
import { definitionText } from '#metrics/definition-text'
import type { Explanation, LeadTimeDifference, Mover } from '#metrics/lead-time-difference'
import type { ServicePart } from '#metrics/service-mix'
import { type RecordedSample, timeOf } from '#metrics/timed-samples'
import type { TrimmedWindow } from '#metrics/trimmed-window'
import type { StreamRow } from '#storage/queries/streams'
import { definitionView } from '../definition/definition-view.ts'
import type { ServiceView } from '../views.ts'
import { windowView } from '../window/window-view.ts'
import type { LeadTimeDifferenceType, LeadTimeMoverType, ServiceDifferenceType } from './lead-time-difference.type.ts'

/** A service that was asked for, and where it runs. */
export interface Place {
  readonly service: ServiceView
  readonly stream: StreamRow
}

export interface MoverView extends LeadTimeMoverType {
  readonly place: Place
  readonly sample: RecordedSample['of']
}

export interface DifferenceView extends LeadTimeDifferenceType {
  readonly services: readonly ServiceDifferenceType[]
  readonly came: readonly MoverView[]
  readonly gone: readonly MoverView[]
}

const meaning =
  'Time from the first commit of a change to the moment it is live; the mean over the changes that went live in the window, without the fastest and the slowest fifth.'

const nothing = {
  differenceSeconds: null,
  interval: null,
  clear: null,
  medianDifferenceSeconds: null,
  tailSeconds: null,
  stages: [],
  stageMovedMost: null,
  withinSeconds: null,
  mixSeconds: null,
  reversedByMix: null,
  services: [],
  came: [],
  gone: [],
} as const

export function differenceView(
  found: LeadTimeDifference<RecordedSample>,
  windows: { readonly window: Window; readonly against: Window },
  definition: Definition,
  places: ReadonlyMap<string, Place>,
): DifferenceView {
  const { before, after, explained } = found
  return {
    window: windowView(windows.window),
    against: windowView(windows.against),
    definition: definitionView(definition, definitionText('leadTimeForChanges', meaning, definition)),
    before: trimmedView(before),
    after: trimmedView(after),
    ...reasonOf(found),
    ...(explained === null ? nothing : explainedView(explained, places)),
  }
}

function reasonOf({
  before,
  after,
  least,
  explained,
}: LeadTimeDifference<RecordedSample>): Pick<DifferenceView, 'unavailableReason' | 'unavailableBecause'> {
  if (explained !== null) return { unavailableReason: null, unavailableBecause: null }
  const counts = `The window has ${after.sampleSize} lead times and the one before it ${before.sampleSize}; each needs at least ${least}.`
  const isEmpty = before.sampleSize === 0 || after.sampleSize === 0
  return { unavailableReason: isEmpty ? 'NO_DATA' : 'TOO_FEW', unavailableBecause: counts }
}

function explainedView(explained: Explanation<RecordedSample>, places: ReadonlyMap<string, Place>) {
  const { difference, interval, isClear, medianDifference, tail, stages, movedMost } = explained
  const { services, within, mix, isReversed, came, gone } = explained
  return {
    differenceSeconds: seconds(difference),
    interval: interval && { ...interval, low: orNull(interval.low), high: orNull(interval.high) },
    clear: isClear,
    medianDifferenceSeconds: seconds(medianDifference),
    tailSeconds: seconds(tail),
    stages: stages.map((stage) => ({
      stage: stage.stage,
      beforeSeconds: seconds(stage.before),
      afterSeconds: seconds(stage.after),
      differenceSeconds: seconds(stage.difference),
    })),
    stageMovedMost: movedMost?.stage ?? null,
    withinSeconds: seconds(within),
    mixSeconds: seconds(mix),
    reversedByMix: isReversed,
    services: services.map((each) => ({
      service: placeOf(each.service, places).service,
      before: partView(each.before),
      after: partView(each.after),
      withinSeconds: seconds(each.within),
      mixSeconds: seconds(each.mix),
      ownStageMovedMost: each.ownMovedMost?.stage ?? null,
    })),
    came: came.map((mover) => moverView(mover, places)),
    gone: gone.map((mover) => moverView(mover, places)),
  }
}

function trimmedView({ sampleSize, kept, trimmedMean, median }: TrimmedWindow<RecordedSample>) {
  return {
    sampleSize,
    keptSize: kept.length,
    trimmedMeanSeconds: orNull(trimmedMean),
    medianSeconds: orNull(median),
  }
}

function partView({ all, own: alone, kept, share, mean }: ServicePart) {
  const own = { sampleSize: all, trimmedMeanSeconds: orNull(alone?.trimmedMean ?? null) }
  return { ...own, keptSize: kept, share, meanSeconds: orNull(mean) }
}

function moverView(
  { sample, time, excess, moved }: Mover<RecordedSample>,
  places: ReadonlyMap<string, Place>,
): MoverView {
  return {
    place: placeOf(sample.service, places),
    sample: sample.of,
    commitSha: sample.of.commit?.sha ?? null,
    liveAt: sample.liveAt,
    seconds: seconds(timeOf(sample)),
    stageSeconds: seconds(time),
    excessSeconds: seconds(excess),
    movedSeconds: seconds(moved),
  }
}

function placeOf(service: string, places: ReadonlyMap<string, Place>): Place {
  const place = places.get(service)
  if (place === undefined) throw new Error(`a lead time of ${service} was counted, which was not asked for`)
  return place
}

function seconds(milliseconds: number): number {
  return milliseconds / SECOND
}

function orNull(milliseconds: number | null): number | null {
  return milliseconds === null ? null : seconds(milliseconds)
}
