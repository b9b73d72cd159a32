import { type Api, type ApiFolders, shortWeek, startApi } from './graphql-api.ts'

/** The moment at which the world is asked about. */
export const worldNow = Date.parse('2026-03-20T00:00:00Z')

const names = ['bell', 'cart', 'drum', 'echo', 'fork', 'gate', 'horn', 'iris', 'jade', 'kite', 'lamp', 'shop']

/** Twelve services with the same short week, two teams, one service in two production environments, one elsewhere. */
export async function smallWorld(how: ApiFolders = {}): Promise<Api> {
  const api = await startApi(() => worldNow, how)
  await api.tell(...names.flatMap((name) => shortWeek(name)))
  await api.tell(
    {
      type: 'deployment',
      id: 'eu',
      service: 'globe',
      environment: 'prod-eu',
      version: '1',
      liveAt: '2026-03-03T00:00:00Z',
    },
    {
      type: 'deployment',
      id: 'us',
      service: 'globe',
      environment: 'prod-us',
      version: '1',
      liveAt: '2026-03-03T00:00:00Z',
    },
    {
      type: 'deployment',
      id: 'west',
      service: 'lone',
      environment: 'prod',
      placement: 'west',
      version: '1',
      liveAt: '2026-03-03T00:00:00Z',
    },
    {
      type: 'build',
      service: 'shop',
      sha: 'c1'.repeat(20),
      name: 'ci',
      startedAt: '2026-03-02T09:10:00Z',
      finishedAt: '2026-03-02T09:20:00Z',
      phase: 'pre_merge',
    },
    {
      type: 'build',
      service: 'shop',
      sha: 'c1'.repeat(20),
      name: 'ci',
      attempt: 2,
      startedAt: '2026-03-02T09:30:00Z',
      finishedAt: '2026-03-02T09:50:00Z',
      phase: 'pre_merge',
    },
  )
  await api.db.query({ text: `update environment set tier = 'PRODUCTION' where name like 'prod-%'`, values: [] })
  for (const [name, team] of [
    ['shop', 'sales'],
    ['cart', 'sales'],
    ['bell', 'tools'],
  ]) {
    await api.ask(
      'mutation ($n: String!, $t: String) { serviceUpdate(name: $n, team: $t) { userErrors { code } } }',
      { n: name, t: team },
      api.tokens.admin,
    )
  }
  await api.drain()
  return api
}
