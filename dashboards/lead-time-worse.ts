/** Whose lead time on the overview got worse against the window before: asked once for all of them, by the rule of every comparison. Pure. */
import { boundsOf, measures } from '../libs/reports/measures.ts'
import { type Measured, verdictOf } from '../libs/reports/verdict.ts'
import type { OverviewService } from './answers.ts'
import { metricWords } from './metric-view.ts'

/** Of how many services the window before is asked: of more it would cost as much as the overview itself. */
export const mostHeldAgainst = 100

interface LeadTime {
  readonly medianSeconds: number | null
  readonly interval: { readonly low: number | null; readonly high: number | null } | null
}

export interface LeadTimesBeforeAnswer {
  readonly compare: {
    readonly rows: readonly {
      readonly service: { readonly name: string }
      readonly before: { readonly leadTimeForChanges: LeadTime } | null
    }[]
  }
}

/** Names to ask for, ascending: those of the team, or all without one; null where they are too many. */
export function heldAgainst(services: readonly OverviewService[], team: string): readonly string[] | null {
  const names = services
    .filter((service) => team === '' || service.team?.name === team)
    .filter(({ metrics }) => metrics.leadTimeForChanges.medianSeconds !== null)
    .map(({ name }) => name)
  return names.length > mostHeldAgainst ? null : names.toSorted()
}

/** By name, what its lead time is worse than, in words; of the others it is not known to be, also while there is no answer. */
export function worseLeadTimes(
  services: readonly OverviewService[],
  answer: LeadTimesBeforeAnswer | null,
): ReadonlyMap<string, string> {
  const now = new Map(services.map(({ name, metrics }) => [name, metrics.leadTimeForChanges]))
  const worse = new Map<string, string>()
  for (const { service, before } of answer?.compare.rows ?? []) {
    const [later, earlier] = [now.get(service.name), before?.leadTimeForChanges]
    if (later === undefined || earlier === undefined || earlier.medianSeconds === null) continue
    if (verdictOf(measures.leadTimeForChanges.better, measuredTime(later), measuredTime(earlier)) !== 'worse') continue
    worse.set(service.name, `Worse than ${metricWords('leadTimeForChanges', earlier.medianSeconds).text} before`)
  }
  return worse
}

function measuredTime({ medianSeconds, interval }: LeadTime): Measured {
  return { value: medianSeconds, ...boundsOf('leadTimeForChanges', interval) }
}
