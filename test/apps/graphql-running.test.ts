import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api

const at = (hour: number): string => new Date(Date.parse('2026-03-02T00:00:00Z') + hour * 3_600_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const deployed = { type: 'deployment', service: 'shop', environment: 'production' }
const commit = (name: string, parents: string[], hour: number) => ({
  type: 'commit',
  service: 'shop',
  sha: sha(name),
  parents: parents.map(sha),
  authoredAt: at(hour),
  message: `Make ${name}`,
})
const live = (name: string, placement: string | undefined, hour: number, more: object = {}) => ({
  ...deployed,
  ...(placement === undefined ? {} : { placement }),
  sha: sha(name),
  liveAt: at(hour),
  ...more,
})

/** `a` reaches two clusters; `b` and `c` the east alone; then west leaps to `c`. Cluster south begins with `c`. */
const story = [
  commit('a', [], 0),
  commit('b', ['a'], 2),
  commit('c', ['b'], 4),
  live('a', 'east', 1),
  live('a', 'west', 1.5),
  live('b', 'east', 3),
  live('c', 'east', 30),
  live('c', 'west', 31),
  live('c', 'south', 32),
]

interface Row {
  readonly placement: string | null
  readonly since: string
  readonly deployment: { readonly version: string; readonly kind: string }
  readonly previous: { readonly version: string } | null
  readonly changes: { readonly totalCount: number; readonly nodes: readonly { readonly title: string }[] } | null
}

async function rowsOf(service: string, when?: string): Promise<Record<string, Row>> {
  const { running } = await api.data<{ running: (Row & { service: { name: string } })[] }>(
    `query ($at: DateTime) { running(at: $at) { service { name } placement since deployment { version kind } previous { version }
       changes(first: 5) { totalCount nodes { title } } } }`,
    { at: when },
  )
  const rows = running.filter((row) => row.service.name === service)
  return Object.fromEntries(rows.map((row) => [row.placement ?? '', row]))
}

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(...story)
})
afterAll(() => api.close())

const short = (name: string): string => name.repeat(12)

describe('what runs where', () => {
  it('tells of each placement what ran in it before, and all changes since', async () => {
    const { east, west, south } = await rowsOf('shop')
    expect(east).toMatchObject({
      deployment: { version: short('c') },
      previous: { version: short('b') },
      since: at(30),
    })
    expect(east?.changes).toEqual({ totalCount: 1, nodes: [{ title: 'Make c' }] })
    expect(west).toMatchObject({
      deployment: { version: short('c') },
      previous: { version: short('a') },
      since: at(31),
    })
    expect(west?.changes).toEqual({ totalCount: 2, nodes: [{ title: 'Make b' }, { title: 'Make c' }] })
    expect(south).toMatchObject({ previous: null, changes: null, since: at(32) })
    const { east: then, west: behind } = await rowsOf('shop', at(29))
    expect(then).toMatchObject({ deployment: { version: short('b') }, previous: { version: short('a') } })
    expect(behind).toMatchObject({ deployment: { version: short('a') }, since: at(1.5), previous: null })
  })

  it('pages the changes over the deployments that brought them', async () => {
    const page = async (after: string | null) => {
      const { running } = await api.data<{
        running: {
          placement: string
          changes: { pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: object[] } | null
        }[]
      }>(
        'query ($after: String) { running { placement changes(first: 1, after: $after) { pageInfo { endCursor hasNextPage } nodes { title } } } }',
        { after },
      )
      return running.find(({ placement }) => placement === 'west')?.changes
    }
    const first = await page(null)
    expect(first?.nodes).toEqual([{ title: 'Make b' }])
    expect(first?.pageInfo.hasNextPage).toBe(true)
    // The cursor is of this one list: of the others it is none.
    const { body } = await api.ask(
      `{ running { changes(first: 1, after: "${first?.pageInfo.endCursor ?? ''}") { nodes { title } } } }`,
    )
    expect(body.errors?.some(({ extensions }) => extensions['code'] === 'BAD_CURSOR')).toBe(true)
  })

  it('begins nothing with a redeploy or a self-heal of what ran already', async () => {
    await api.tell(
      live('c', 'east', 60, { kind: 'REDEPLOY', id: 'again' }),
      live('c', 'east', 70, { kind: 'DRIFT_CORRECTION', id: 'healed' }),
    )
    expect((await rowsOf('shop'))['east']).toMatchObject({
      deployment: { kind: 'CODE' },
      since: at(30),
      previous: { version: short('b') },
    })
    // What its sender calls a redeploy is another version: that is what runs.
    await api.tell(live('a', 'east', 80, { kind: 'REDEPLOY', id: 'other' }))
    expect((await rowsOf('shop'))['east']).toMatchObject({
      deployment: { version: short('a') },
      since: at(80),
      previous: { version: short('c') },
      changes: { totalCount: 0 },
    })
  })

  it('leaves out what ran in no named place once a named one was reached', async () => {
    const old = { ...deployed, service: 'moved' }
    await api.tell({ ...old, version: '1', liveAt: at(1) })
    expect(Object.keys(await rowsOf('moved'))).toEqual([''])
    await api.tell({ ...old, placement: 'east', version: '2', liveAt: at(40) })
    expect(Object.keys(await rowsOf('moved'))).toEqual(['east'])
    expect(Object.keys(await rowsOf('moved', at(39)))).toEqual([''])
  })
})
