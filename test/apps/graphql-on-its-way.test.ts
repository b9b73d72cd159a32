import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'

const now = Date.parse('2026-03-20T00:00:00Z')
const before = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const configRepository = 'git.example.com/acme/deploy'
const sha = (sign: string): string => sign.repeat(40)

let api: Api
beforeAll(async () => {
  api = await startApi(() => now)
})
afterAll(() => api.close())

const deployed = (service: string, more: object) => ({
  type: 'deployment',
  service,
  environment: 'production',
  ...more,
})

/** What the configuration repository asks for. */
const bump = (service: string, version: string, hours: number, more: object = {}) =>
  deployed(service, {
    version,
    configRepository,
    configSha: sha(version),
    liveAt: before(hours),
    attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    ...more,
  })

/** What a reconciler applied of it. */
const sync = (service: string, configRevision: string, hours: number, placement: string) =>
  deployed(service, {
    id: `${service} ${configRevision} ${placement}`,
    placement,
    configRepository,
    configRevision: sha(configRevision),
    finishedAt: before(hours),
    outcome: 'succeeded',
    attributes: { 'leadline.liveRule': 'SYNC' },
  })

const run = (service: string, version: string, hours: number, more: object = {}) =>
  deployed(service, { id: `run ${version}`, version, outcome: 'in_progress', startedAt: before(hours), ...more })

interface Row {
  readonly placement: string | null
  readonly deployment: { readonly version: string }
  readonly onItsWay: {
    readonly since: string
    readonly deployment: { readonly version: string; readonly outcome: string; readonly liveAt: string | null }
  } | null
}

/** `place: what runs, what is on its way since when`. */
async function saidOf(service: string, at?: string): Promise<readonly string[]> {
  const { running } = await api.data<{ running: readonly Row[] }>(
    `query ($service: String, $at: DateTime) { running(service: $service, at: $at) {
       placement deployment { version } onItsWay { since deployment { version outcome liveAt } } } }`,
    { service, at },
  )
  return running.map(({ placement, deployment, onItsWay }) => {
    if (onItsWay === null) return `${placement ?? '-'}: ${deployment.version}`
    const { since, deployment: coming } = onItsWay
    const place = `${placement ?? '-'}: ${deployment.version}`
    return `${place}, ${coming.version} ${coming.outcome} since ${(now - Date.parse(since)) / 3_600_000} h, ${coming.liveAt ?? 'not live'}`
  })
}

describe('what is on its way to where something runs', () => {
  it('is what a configuration repository asks for, until a reconciler applies it', async () => {
    await api.tell(
      bump('shop', '1', 300),
      sync('shop', '1', 299, 'east'),
      sync('shop', '1', 298, 'west'),
      bump('shop', '2', 290),
    )
    const coming = '2 IN_PROGRESS since 290 h, not live'
    expect(await saidOf('shop')).toEqual([`east: 1, ${coming}`, `west: 1, ${coming}`])

    // What ran a week ago is known; what was on its way then is not.
    expect(await saidOf('shop', before(200))).toEqual(['east: 1', 'west: 1'])

    await api.tell(sync('shop', '2', 10, 'east'), sync('shop', '2', 9, 'west'))
    expect(await saidOf('shop')).toEqual(['east: 2', 'west: 2'])
  })

  it('is of its own place, also where it was asked for before what runs there came', async () => {
    await api.tell(
      bump('cart', '1', 50, { placement: 'east', id: 'e1' }),
      bump('cart', '1', 50, { placement: 'west', id: 'w1', configSha: sha('a') }),
      sync('cart', '1', 49, 'east'),
      sync('cart', 'a', 49, 'west'),
      bump('cart', '2', 48, { placement: 'west', id: 'w2', configSha: sha('b') }),
      bump('cart', '3', 47, { placement: 'west', id: 'w3', configSha: sha('c') }),
      sync('cart', 'b', 46, 'west'),
    )
    expect(await saidOf('cart')).toEqual(['east: 1', 'west: 2, 3 IN_PROGRESS since 47 h, not live'])
  })

  it('is a run that goes on, and none that told no end for a day or that something followed', async () => {
    await api.tell(deployed('till', { version: '1', liveAt: before(90) }), run('till', '2', 30))
    expect(await saidOf('till')).toEqual(['-: 1'])
    await api.tell(run('till', '3', 2))
    expect(await saidOf('till')).toEqual(['-: 1, 3 IN_PROGRESS since 2 h, not live'])
    await api.tell(run('till', '4', 1, { outcome: 'failed', finishedAt: before(0.5) }))
    expect(await saidOf('till')).toEqual(['-: 1, 3 IN_PROGRESS since 2 h, not live'])
    await api.tell(deployed('till', { version: '5', liveAt: before(0.4) }))
    expect(await saidOf('till')).toEqual(['-: 5'])
    await api.tell(run('till', '5', 0.2, { id: 'again', kind: 'REDEPLOY' }))
    expect(await saidOf('till')).toEqual(['-: 5'])
  })

  it('is refused for a service that nobody knows', async () => {
    const { body } = await api.ask('{ running(service: "shoq") { since } }')
    expect(body.errors?.map(({ message, extensions }) => [extensions['code'], message])).toEqual([
      ['UNKNOWN_SERVICE', expect.stringContaining('Did you mean')],
    ])
  })
})
