import { describe, expect, it } from 'vitest'
import type { MetricAnswers } from '#dashboards/answers'
import type { DashboardData, DashboardPartAnswer, ListedService } from '#dashboards/dashboard-answers'
import { beforeOf, beforeWithin, commonDoubts, heldOnDashboard, windowShown } from '#dashboards/dashboard-shown'
import { certainty, metricAnswers } from './answers.ts'

const provisional = { code: 'PROVISIONAL', count: 1, message: 'The window ended less than seven days ago.' }
const window = { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' }

function service(name: string, given: Partial<MetricAnswers> = {}): ListedService {
  return { name, metrics: metricAnswers(given) }
}

function data({ listed = [], ofTeam = [] }: { listed?: ListedService[]; ofTeam?: ListedService[] }): DashboardData {
  const none = { nodes: [] }
  return { charted: none, latest: none, listed: { nodes: listed }, ofTeam: { totalCount: 0, nodes: ofTeam } }
}

function part(given: Partial<DashboardPartAnswer>): DashboardPartAnswer {
  return { kind: 'COMPARISON', width: 12, title: null, metric: null, service: null, services: [], text: null, ...given }
}

describe('what all numbers of a dashboard share', () => {
  const doubted = { deploymentFrequency: { ...certainty({ flags: [provisional] }), perWeek: 3 } }
  const both = data({ listed: [service('cart', doubted), service('shop', doubted)] })
  const doubts = (...parts: DashboardPartAnswer[]) =>
    commonDoubts({ rows: [{ parts }] }, both, { service: null, team: null }).map(({ text }) => text)

  it('is a doubt that each shown number has, whatever those have that are not shown', () => {
    const frequency = part({ metric: 'deploymentFrequency', services: ['cart', 'shop'] })
    expect(doubts(frequency)).toEqual(['provisional'])
    expect(doubts(frequency, part({ kind: 'SERVICES', services: ['shop'] }))).toEqual([])
    expect(doubts(part({ metric: 'deploymentFrequency', services: ['nobody'] }))).toEqual([])
  })

  it('is the window of whichever service was answered', () => {
    const dated = { deploymentFrequency: { ...certainty({ window }), perWeek: 3 } }
    expect(windowShown(data({ ofTeam: [service('cart', dated)] }))).toEqual(window)
    expect(windowShown(data({}))).toBeUndefined()
  })
})

describe('what the numbers of a dashboard are held against', () => {
  it('is asked for every service once, and for none where they are too many', () => {
    const twice = data({ listed: [service('shop'), service('cart')], ofTeam: [service('shop')] })
    expect(heldOnDashboard(twice)).toEqual(['cart', 'shop'])
    const many = Array.from({ length: 101 }, (_, at) => service(`of-${at}`))
    expect(heldOnDashboard(data({ listed: many }))).toBeNull()
  })

  it('is found by the name of the service, asked apart or along', () => {
    const before = metricAnswers()
    const rows = [
      { service: { name: 'cart' }, before },
      { service: { name: 'shop' }, before: null },
    ]
    expect(beforeOf({ compare: { rows } })).toEqual(new Map([['cart', before]]))
    expect(beforeWithin(data({ listed: [{ ...service('cart'), before }, service('shop')] }))).toEqual(
      new Map([['cart', before]]),
    )
  })
})
