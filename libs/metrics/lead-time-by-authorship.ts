import type { Authorship } from '#domain/stream-history'
import { byAuthorship, type LeadTimeByAuthorship, together } from './by-authorship.ts'
import type { Facts } from './facts.ts'
import { numbersOf } from './lead-time-for-changes.ts'
import { leadTimesOf, type RawSample } from './lead-time-samples.ts'
import type { MeasureScope } from './metric.ts'

function kindOf({ commit, change, members }: RawSample): Authorship {
  if (members.length > 0) return together(members.map(kindOf))
  return commit?.authorship ?? change?.authorship ?? 'UNKNOWN'
}

/** The same by who wrote each sample, each kind over its own samples: their numbers add up to the whole. */
export function leadTimeByAuthorship(facts: Facts, scope: MeasureScope): LeadTimeByAuthorship[] {
  const { samples } = leadTimesOf(facts, scope)
  return byAuthorship(samples, kindOf, scope, (own, isEnough) => {
    if (!isEnough) return { medianSeconds: null, interval: null }
    const { medianSeconds, interval } = numbersOf(own, scope)
    return { medianSeconds, interval }
  })
}
