import { describe, expect, it } from 'vitest'
import { heldAgainst, type LeadTimesBeforeAnswer, mostHeldAgainst, worseLeadTimes } from '#dashboards/lead-time-worse'
import { certainty, overviewService } from './answers.ts'

const hour = 3_600
const lead = (hours: number | null, low = 0, high = 0) => ({
  ...certainty({ interval: hours === null ? null : { low: low * hour, high: high * hour, level: 0.9 } }),
  medianSeconds: hours === null ? null : hours * hour,
})
const service = (name: string, ...of: Parameters<typeof lead>) =>
  overviewService(name, { leadTimeForChanges: lead(...of) })
const before = (rows: Readonly<Record<string, ReturnType<typeof lead> | null>>): LeadTimesBeforeAnswer => ({
  compare: {
    rows: Object.entries(rows).map(([name, leadTimeForChanges]) => ({
      service: { name },
      before: leadTimeForChanges === null ? null : { leadTimeForChanges },
    })),
  },
})

describe('a lead time of the overview', () => {
  it('is worse only where the intervals lie apart', () => {
    const services = [service('up', 20, 15, 25), service('about', 20, 15, 25), service('down', 2, 1, 3)]
    const answer = before({ up: lead(10, 8, 12), about: lead(16, 10, 22), down: lead(10, 8, 12) })
    const worse = worseLeadTimes(services, answer)
    expect([...worse].map(([name, text]) => [name, text.replaceAll('\u00A0', ' ')])).toEqual([
      ['up', 'Worse than 10 h before'],
    ])
  })

  it('is not said to be worse than what is not known', () => {
    const services = [service('new', 20, 15, 25), service('alone', 20, 15, 25), service('still', null)]
    const answer = before({ new: lead(null), alone: null, still: lead(10, 8, 12), gone: lead(1, 1, 1) })
    expect(worseLeadTimes(services, answer).size).toBe(0)
    expect(worseLeadTimes(services, null).size).toBe(0)
  })

  it('is held against the window before for a bounded number of services, or for those of a team', () => {
    const many = Array.from({ length: mostHeldAgainst }, (_, index) => service(`s${index}`, 20))
    const one = overviewService('a', { team: 'sales', leadTimeForChanges: lead(5, 4, 6) })
    expect(heldAgainst([...many, service('without', null)], '')).toHaveLength(mostHeldAgainst)
    expect(heldAgainst([...many, one], '')).toBeNull()
    expect(heldAgainst([...many, one], 'sales')).toEqual(['a'])
  })
})
