import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, lastDeploymentAt, teamsOf } from '#dashboards/overview-order'
import { sortColumns } from '#dashboards/url-state'
import { certainty, overviewService } from './answers.ts'

const lead = (medianSeconds: number | null) => ({ leadTimeForChanges: { ...certainty(), medianSeconds } })
const services = [
  overviewService('shop-10', { team: 'Storefront', liveAt: '2026-03-02T00:00:00Z', ...lead(300) }),
  overviewService('shop-9', { team: 'Payments', liveAt: '2026-03-05T00:00:00Z', ...lead(null) }),
  overviewService('Álgebra', { ...lead(100) }),
]
const all = { search: '', team: '', sort: { column: 'name', descending: false } } as const
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

describe('the overview', () => {
  it('begins by name, numbers in their order', () => {
    expect(names(arrange(services, all))).toEqual(['Álgebra', 'shop-9', 'shop-10'])
  })

  it('puts what has no value last, in both directions', () => {
    const by = (descending: boolean) =>
      names(arrange(services, { ...all, sort: { column: 'leadTimeForChanges', descending } }))
    expect(by(false)).toEqual(['Álgebra', 'shop-10', 'shop-9'])
    expect(by(true)).toEqual(['shop-10', 'Álgebra', 'shop-9'])
  })

  it('puts the newest deployment first on demand', () => {
    const sort = { column: 'lastDeployment', descending: true } as const
    expect(names(arrange(services, { ...all, sort }))).toEqual(['shop-9', 'shop-10', 'Álgebra'])
  })

  it('finds every word in the name or the team, whatever its case', () => {
    expect(names(arrange(services, { ...all, search: 'SHOP pay' }))).toEqual(['shop-9'])
    expect(names(arrange(services, { ...all, search: '.*' }))).toEqual([])
    expect(names(arrange(services, { ...all, team: 'Storefront' }))).toEqual(['shop-10'])
  })

  it('loses nothing and repeats nothing, in any order', () => {
    const many = fc.array(fc.tuple(fc.string(), fc.option(fc.integer({ min: 0, max: 9 }))), { maxLength: 20 })
    const sort = fc.record({ column: fc.constantFrom(...sortColumns), descending: fc.boolean() })
    fc.assert(
      fc.property(many, sort, (given, sorted) => {
        const list = given.map(([name, median]) => overviewService(name, lead(median)))
        const arranged = arrange(list, { ...all, sort: sorted })
        expect(new Set(arranged)).toEqual(new Set(list))
        expect(arranged).toHaveLength(list.length)
        expect(arrange(arranged.toReversed(), { ...all, sort: sorted }).map(({ name }) => name)).toEqual(
          names(arranged),
        )
      }),
    )
  })

  it('names its teams once', () => expect(teamsOf([...services, ...services])).toEqual(['Payments', 'Storefront']))

  it('knows when something last happened, live or not', () => {
    const [service] = services
    if (!service) throw new Error('no service')
    const failed = {
      id: 'failed',
      version: '1',
      kind: 'CODE',
      outcome: 'FAILED',
      startedAt: '2026-03-01T00:00:00Z',
      finishedAt: null,
      liveAt: null,
    }
    expect(lastDeploymentAt({ ...service, deployments: { nodes: [failed] } })).toBe('2026-03-01T00:00:00Z')
    expect(lastDeploymentAt({ ...service, deployments: { nodes: [] } })).toBeNull()
  })
})
