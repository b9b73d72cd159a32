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
  return [first, ...stageWords(difference), ...mixWords(difference), ...selectionWords(difference)]
}

function rangeWords({ interval }: Difference): string {
  if (interval === null || interval.low === null || interval.high === null) return ''
  return `: its ${Math.round(interval.level * 100)} % interval is ${signed(interval.low)} to ${signed(interval.high)}`
}

function stageWords({ stages, stageMovedMost, differenceSeconds }: Difference): string[] {
  const most = stages.find(({ stage }) => stage === stageMovedMost)
  const whole = Math.abs(differenceSeconds ?? 0)
  if (most === undefined || whole === 0) return []
  const [title, own] = [stageTitle(most.stage), Math.abs(most.differenceSeconds)]
  if (own <= whole) return [`${title} explains ${duration(own).text} of ${duration(whole).text}.`]
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
 * between the ends. Services that seem to have moved one way, and by themselves moved the other, are named.
 */
function selectionWords({ services }: Difference): string[] {
  if (services.length < 2) return []
  return services
    .filter((each) => each.withinSeconds * (ownDifference(each) ?? 0) < 0)
    .map((each) => {
      const { service, before, after } = each
      const kept = `${before.keptSize} of ${before.sampleSize} of its changes counted before and ${after.keptSize} of ${after.sampleSize} now`
      return `${service.name} by itself moved by ${signed(ownDifference(each) ?? 0)}: ${kept}, because the fastest and slowest fifth of all services are left out.`
    })
}

/** What the median has to do with it, which the card shows. */
export function tailWords({ before, after, medianDifferenceSeconds, tailSeconds }: Difference): string {
  if (medianDifferenceSeconds === null || tailSeconds === null) return ''
  const [was, is] = [duration(before.medianSeconds ?? 0).text, duration(after.medianSeconds ?? 0).text]
  const moved = `The median went from ${was} to ${is} (${signed(medianDifferenceSeconds)})`
  return tailSeconds === 0
    ? `${moved}, as the trimmed mean did.`
    : `${moved}; the ${signed(tailSeconds)} that it moved beside the trimmed mean are the tail, which no stage explains.`
}
