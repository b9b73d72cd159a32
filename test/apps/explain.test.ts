import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explain, type ExplainOptions } from '#apps/cli/explain'
import { metricNamed } from '#apps/cli/explanation/metric-named'
import { explanationText } from '#apps/cli/explanation/text'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { commit, incident, live, request, taleNow } from '../support/tale.ts'

const shop = { service: 'shop' }
const production = { ...shop, environment: 'production' }

/** One failed, its fix repaired it; nobody told the commit of the last. */
const story = [
  commit('c0', null, '1 09:00', shop),
  live('v0', '1 11:00', { ...shop, environment: 'staging', sha: 'c0', id: 'stage-0' }),
  live('v0', '1 12:00', { ...production, sha: 'c0', id: 'run-0' }),
  commit('c1', 'c0', '2 09:00', { ...shop, message: 'Sort by relevance' }),
  request(1, ['c1'], '2 12:00', { ...shop, title: 'Sort results\u001B[2J', url: 'https://git.example/shop/pull/1' }),
  live('v1', '2 15:00', { ...shop, environment: 'staging', sha: 'c1', id: 'stage-1' }),
  live('v1', '3 09:00', { ...production, sha: 'c1', id: 'run-1' }),
  incident('outage-7', '3 09:20', '3 10:20', { ...shop, title: 'Search is down', deploymentId: 'run-1' }),
  commit('c2', 'c1', '3 09:30', shop),
  request(2, ['c2'], '3 09:50', { ...shop, title: 'Do not sort', labels: ['hotfix'] }),
  live('v2', '3 10:10', { ...production, sha: 'c2', id: 'run-2', remediates: ['outage-7'] }),
  {
    type: 'override',
    id: 'o1',
    at: '2026-03-04T08:00:00Z',
    by: 'ana',
    reason: 'no drill',
    incidentId: 'outage-7',
    classification: 'incident',
  },
  incident('outage-8', '3 11:00', '3 12:00', { ...shop, title: 'Provider is down', deploymentId: 'run-2' }),
  {
    type: 'override',
    id: 'o2',
    at: '2026-03-04T09:00:00Z',
    by: 'ana',
    reason: 'the provider',
    incidentId: 'outage-8',
    noDeployment: true,
  },
  live('v3', '5 10:00', { ...production, sha: 'c9', id: 'run-3' }),
  live('v1', '4 10:00', { ...shop, service: 'till', environment: 'staging', id: 'till-1' }),
]
const usual: ExplainOptions = {
  environment: 'production',
  from: '2026-03-02',
  to: '2026-03-09',
  timeZone: 'UTC',
  first: 10,
}

let api: Api

beforeAll(async () => {
  api = await startApi(() => taleNow)
  await api.tell(...story)
})
afterAll(() => api.close())

/** The command's own question and words, asked of a server over HTTP. */
async function explained(service: string, metric: string, options: Partial<ExplainOptions> = {}) {
  const ask = async <T>(query: string, variables = {}): Promise<T> => {
    const { body } = await api.ask(query, variables)
    if (body.errors?.[0] !== undefined) throw new Error(body.errors[0].message)
    return body.data as T
  }
  return explain({ ask, settle: () => api.drain() }, service, metric, { ...usual, ...options })
}
/** What a terminal, or who runs the tests, may ask for; other control characters must not come. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
const text = async (...asked: Parameters<typeof explained>) =>
  explanationText(await explained(...asked)).replaceAll(colours, '')

describe('leadline explain', () => {
  it('says a value with its bounds, definition and doubts, and lists what it was counted from', async () => {
    const said = await text('shop', 'lead time')
    expect(said).toContain('Change lead time of shop in production')
    expect(said).toContain('2 Mar 2026 – 8 Mar 2026 (UTC)')
    expect(said).toContain('12 h 20 min, too few for an interval\nFrom 2 changes')
    expect(said).toContain('Time from the first commit of a change to the moment it is live')
    expect(said).toContain('few samples: It rests on 2 samples only.')
    expect(said).toContain('commits missing: The commits of 1 deployment are not all known')
    expect(said).toMatch(/ 1 {2}1 d +#1 +Sort results\S+ +live 3 Mar 2026, 09:00 in v1 +mostly unaccounted, 21 h/)
    expect(said).toMatch(/ 2 {2}40 min +#2 +Do not sort/)
    expect(said).not.toContain('\u001B[2J')
  })

  it('opens a lead time into change, commits, links with method, confidence and records, and deployment', async () => {
    const said = await text('shop', 'leadTimeForChanges', { sample: 1 })
    expect(said).toContain('coding 3 h + unaccounted 21 h')
    expect(said).toContain('Change #1 of shop')
    expect(said).toContain('https://git.example/shop/pull/1')
    expect(said).toContain('commit c1, written 2 Mar 2026, 09:00: Sort by relevance')
    const joint = (to: string) =>
      `change #1 of shop → deployment ${to}, reported by api: Commit graph \\(COMMIT_GRAPH\\), HIGH\\n +record [0-9a-f]{64}`
    expect(said).toMatch(new RegExp(`${joint('stage-1')}\\s+${joint('run-1')}`))
    expect(said).toMatch(
      /this deployment → commit c1 of shop: Stated commit \(STATED_SHA\), HIGH\n +record [0-9a-f]{64}/,
    )
    expect(said).not.toContain('#2')
  })

  it('opens a failure into its incident and what shows it', async () => {
    const list = await text('shop', 'change failure rate')
    expect(list).toContain('33 %, 90 % interval')
    expect(list).toContain('From 1 of 3 deployments')
    expect(list).toMatch(/1 h +v1 .*named by the incident, high +Search is down +by rolling forward, v2 \(resolved\)/)
    expect(list).toContain(
      [
        'Corrected by people',
        '  incident outage-8: Provider is down',
        '    ana settled on 4 Mar 2026, 09:00 that no deployment caused incident “Provider is down”: the provider',
        '  incident outage-7: Search is down',
      ].join('\n'),
    )
    const said = await text('shop', 'MTTR', { sample: 1 })
    expect(said).toContain('Failed deployment recovery time of shop')
    expect(said).toContain('impact from 3 Mar 2026, 09:20, restored 3 Mar 2026, 10:20, after 1 h')
    expect(said).toContain(
      'ana settled on 4 Mar 2026, 08:00 that incident “Search is down” is an incident after all: no drill',
    )
    expect(said).toMatch(
      /incident outage-7, reported by api → deployment run-1.*\(EXPLICIT\), HIGH\n +record [0-9a-f]{64}/,
    )
  })

  it('says which joint is missing, and what mends it', async () => {
    const said = await text('shop', 'deployment frequency', { sample: 1 })
    expect(said).toContain('Sample 1 of 3')
    expect(said).toContain('missing: version c9 → commit c9 of shop\n    to mend it: post the commit c9 of')
    expect(said).toContain('Its commit, or one between it and what was live before, is not known here.')
  })

  it('says why a deployment is rework', async () => {
    const why = 'repairs outage-7, hotfix by label or branch'
    expect(await text('shop', 'rework')).toMatch(
      new RegExp(` 1 {2}v2 +code +live 3 Mar 2026, 10:10 +shipped 1 change +${why}`),
    )
    const said = await text('shop', 'rework', { sample: 1 })
    expect(said).toContain('rework: repairs outage-7 (Search is down)\n  rework: hotfix by label or branch')
    expect(await text('shop', 'deployment frequency', { sample: 1 })).not.toContain('rework')
  })

  it('says less of less: what has no value, and where a service never was', async () => {
    const said = await text('till', 'lead time')
    expect(said).toContain('No deployments in this window')
    expect(said).toContain('till was never deployed to production; it was to: staging.')
    expect(said).toContain('None.')
  })

  it('names a window of hours by its hours', async () => {
    const hours = { from: '2026-03-03T09:00:00+01:00', to: '2026-03-03T10:30:00+01:00' }
    expect(await text('shop', 'deployments', hours)).toContain('3 Mar 2026, 08:00 – 3 Mar 2026, 09:30 (UTC)')
  })

  it('cuts days in the zone that was asked for', async () => {
    const { service } = await explained('shop', 'deployments', { to: '2026-03-05', timeZone: 'Asia/Kolkata' })
    expect(service.metrics.deploymentFrequency.window).toMatchObject({
      from: '2026-03-01T18:30:00.000Z',
      to: '2026-03-04T18:30:00.000Z',
    })
  })

  it.each([
    ['shpo', 'lead time', {}, 'No service is called "shpo". Did you mean "shop"?'],
    ['shop', 'lead tyme', {}, 'No metric is called "lead tyme". Did you mean leadTimeForChanges?'],
    ['shop', 'joy', {}, 'No metric is called "joy". There are: deploymentFrequency, leadTimeForChanges'],
    ['shop', 'rework', { environment: 'prodution' }, 'No environment is called "prodution"; there is: production'],
    ['shop', 'rework', { sample: 2 }, 'There is no sample 2: the value was counted from 1 deployment.'],
    ['shop', 'rework', { from: 'yesterday' }, '--from yesterday is no date; write it as 2026-03-02'],
    ['shop', 'rework', { from: '90' }, '--from 90 is no date; write it as 2026-03-02'],
    ['shop', 'rework', { from: '2026-02-30' }, '--from 2026-02-30 is no date; write it as 2026-03-02'],
    ['shop', 'rework', { from: '2026-03-02T09:00' }, '--from 2026-03-02T09:00 is no date; write it as 2026-03-02'],
    ['shop', 'rework', { to: '2026-03-01' }, 'window'],
    ['shop', 'rework', { window: 'P30D' }, '--window ends now, and --from and --to say both ends'],
    ['shop', 'rework', { from: '2026-03-05', to: '2026-03-02' }, 'must end after it begins'],
    ['shop', 'rework', { from: '1900-01-01', to: '2100-01-01' }, '200 years'],
  ] as const)('refuses %s %s %o: %s', async (service, metric, options, message) => {
    await expect(explained(service, metric, options)).rejects.toThrow(message)
  })

  it.each([
    ['lead time for changes', 'leadTimeForChanges'],
    ['Change lead time', 'leadTimeForChanges'],
    ['mttr', 'timeToRestore'],
    ['time-to-restore', 'timeToRestore'],
    ['change failure rate', 'changeFailureRate'],
    ['Change fail rate', 'changeFailureRate'],
    ['rework rate', 'deploymentReworkRate'],
    ['failed deployment recovery time', 'timeToRestore'],
    ['mean time to recovery', 'timeToRestore'],
    ['Mean Time To Repair', 'timeToRestore'],
    ['mean lead time', 'leadTimeForChanges'],
    ['LTFC', 'leadTimeForChanges'],
    ['deploy frequency', 'deploymentFrequency'],
    ['change failure percentage', 'changeFailureRate'],
  ] as const)('knows %s as %s', (said, name) => expect(metricNamed(said)).toBe(name))
})

describe('the command', () => {
  beforeAll(buildLeadline, 300_000)

  it('answers before anything has projected, and for machines as the API does', async () => {
    const database = await testDatabase()
    const env = { DATABASE_URL: database.url }
    const input = story.map((event) => JSON.stringify(event)).join('\n')
    expect(await leadline(['import', '-'], { env, input }).ended).toMatchObject({ code: 0 })
    const args = ['lead', 'time', '--from', '2026-03-02', '--to', '2026-03-09']
    const { code, out } = await leadline(['explain', 'shop', ...args, '--sample', '2', '--json'], { env }).ended
    expect(code).toBe(0)
    const { answer, sample } = JSON.parse(out)
    const seconds = answer.samples.nodes.map((node: { seconds: number }) => node.seconds)
    expect(answer.medianSeconds).toBe((seconds[0] + seconds[1]) / 2)
    expect(sample).toMatchObject({ number: 2, change: { number: 2 }, deployment: { version: 'v2' } })
    const wrong = await leadline(['explain', 'shpo', ...args], { env }).ended
    expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Did you mean "shop"?') })
    await database.close()
  }, 120_000)
})
