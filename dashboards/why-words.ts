/** Why lead time changed, in plain sentences. Pure. */
import { stageNames } from './charts/lead-time-stages.ts'
import { duration } from './format.ts'
import type { Difference, ServiceDifference } from './why-answers.ts'

/** How much more or less: `+4 h`, `−20 min`. */
export function signed(seconds: number): string {
  const { text } = duration(seconds)
  return seconds > 0 ? `+${text}` : text
}

export function stageTitle(stage: string): string {
  return stageNames[stage]?.title ?? stage
}

/** What happened and what did it, each as one sentence; empty where there is no explanation. */
export function whySentences(difference: Difference): readonly string[] {
  const { before, after, differenceSeconds: moved, clear } = difference
  if (moved === null || before.trimmedMeanSeconds === null || after.trimmedMeanSeconds === null) return []
  const ends = `from ${duration(before.trimmedMeanSeconds).text} to ${duration(after.trimmedMeanSeconds).text} (trimmed mean)`
  const verb = moved > 0 ? 'rose' : 'fell'
  const first =
    clear === true
      ? `Lead time ${verb} ${ends}.`
      : `Lead time went ${ends}, which is no clear change${rangeWords(difference)}.`
  const leading = leadingService(difference)
  return [
    first,
    ...(leading === null ? [] : [leadingWords(leading)]),
    ...stageWords(difference, leading !== null),
    ...mixWords(difference),
    ...selectionWords(difference),
  ]
}

/** Fewer lead times of a service say nothing of it by itself. */
const leastOfService = 5

/**
 * Whose own lead time is to be looked at first, where stages of the whole pool would mislead: half of the difference or more is
 * the mix, or a service seems to have moved the way that it did not. Of those that by themselves moved as all together did, the
 * one whose changes weigh most; null where the stages of the pool say it well, or no service did.
 */
export function leadingService(difference: Difference): ServiceDifference | null {
  const { services, mixSeconds, differenceSeconds } = difference
  const whole = differenceSeconds ?? 0
  const misleads = 2 * Math.abs(mixSeconds ?? 0) >= Math.abs(whole) || services.some(isContradicted)
  if (services.length < 2 || whole === 0 || !misleads) return null
  const weight = (each: ServiceDifference) =>
    (ownDifference(each) ?? 0) * Math.sign(whole) * (each.before.sampleSize + each.after.sampleSize)
  const [first] = services
    .filter(({ before, after }) => Math.min(before.sampleSize, after.sampleSize) >= leastOfService)
    .filter((each) => weight(each) > 0)
    .toSorted((a, b) => weight(b) - weight(a))
  return first ?? null
}

function leadingWords(each: ServiceDifference): string {
  const { service, ownStageMovedMost: stage } = each
  const mostly = stage === null ? '' : `, mostly ${stageTitle(stage)}`
  return `${service.name} by itself: ${signed(ownDifference(each) ?? 0)}${mostly}.`
}

function rangeWords({ interval }: Difference): string {
  if (interval === null || interval.low === null || interval.high === null) return ''
  return `: its ${Math.round(interval.level * 100)} % interval is ${signed(interval.low)} to ${signed(interval.high)}`
}

function stageWords({ stages, stageMovedMost, differenceSeconds }: Difference, ofPool: boolean): string[] {
  const most = stages.find(({ stage }) => stage === stageMovedMost)
  const whole = Math.abs(differenceSeconds ?? 0)
  if (most === undefined || whole === 0) return []
  const [title, own] = [stageTitle(most.stage), Math.abs(most.differenceSeconds)]
  if (own <= whole) {
    const explains = `${title} explains ${duration(own).text} of ${duration(whole).text}`
    return [ofPool ? `Of all services together, their mix included, ${explains}.` : `${explains}.`]
  }
  const verb = most.differenceSeconds > 0 ? 'longer' : 'less long'
  return [
    `${title} took ${duration(own).text} ${verb}; the other stages made up for ${duration(own - whole).text} of it.`,
  ]
}

function mixWords({ services, mixSeconds, reversedByMix }: Difference): string[] {
  if (services.length < 2 || mixSeconds === null) return []
  if (reversedByMix === true)
    return ['No service by itself moved this way: what moved is how many of the changes each of them has.']
  return mixSeconds === 0 ? [] : [`The mix of services makes ${signed(mixSeconds)} of it.`]
}

/** What its own lead time moved by, its own fastest and slowest fifth left out; null where it had none in a window. */
export function ownDifference({ before, after }: ServiceDifference): number | null {
  const [was, is] = [before.trimmedMeanSeconds, after.trimmedMeanSeconds]
  return was === null || is === null ? null : is - was
}

/**
 * The fifths that are left out of a pool are not those of each service: where its share grew, more of a slow service stands
 * between the ends. Such a service seems to have moved one way, and by itself moved the other.
 */
function isContradicted(each: ServiceDifference): boolean {
  return each.withinSeconds * (ownDifference(each) ?? 0) < 0
}

function selectionWords({ services }: Difference): string[] {
  if (services.length < 2) return []
  return services.filter(isContradicted).map((each) => {
    const own = ownDifference(each) ?? 0
    const [is, seems] = own > 0 ? ['slower', 'faster'] : ['faster', 'slower']
    return `${each.service.name} by itself got ${is} (${signed(own)}); it only seems ${seems} here, because other of its changes count among all services than by itself.`
  })
}

/** Over the changes of the window before that lie furthest from the mean now of the stage that moved most. */
export function goneTitle({ stages, stageMovedMost }: Pick<Difference, 'stages' | 'stageMovedMost'>): string {
  const most = stages.find(({ stage }) => stage === stageMovedMost)
  if (most === undefined) return 'Changes before'
  return `Changes before that spent ${most.differenceSeconds > 0 ? 'least' : 'most'} in ${stageTitle(most.stage)}`
}

/** What the median has to do with it, which the card shows. */
export function tailWords({ before, after, medianDifferenceSeconds, tailSeconds }: Difference): string {
  if (medianDifferenceSeconds === null || tailSeconds === null) return ''
  const [was, is] = [duration(before.medianSeconds ?? 0).text, duration(after.medianSeconds ?? 0).text]
  const moved = `The median went from ${was} to ${is} (${signed(medianDifferenceSeconds)})`
  return tailSeconds === 0
    ? `${moved}, as the trimmed mean did.`
    : `${moved}: ${signed(tailSeconds)} beside the trimmed mean, which comes of changes in the tails and of no stage.`
}

/** Which average stands where, for whoever sees three of them. */
export const averagesWords =
  'Of one lead time three averages are told: the median on the cards, the trimmed mean here, and the plain mean of its stages on the page of the service, on Compare and in reports. The plain mean is over all changes, so that a few very slow ones move it; the trimmed mean leaves the fastest and the slowest fifth out.'
