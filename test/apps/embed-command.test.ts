import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { EventDoor } from '#ingest/event-door'
import { catchUp } from '#ingest/rebuild'
import { saveDashboards } from '#storage/stores/settings'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/embedded.ts'

beforeAll(buildLeadline, 300_000)

const now = Date.UTC(2026, 2, 10)

it('makes, lists and ends embeds, and says what is wrong with what was asked', async () => {
  const database = await testDatabase()
  onTestFinished(() => database.close())
  const door = new EventDoor(database.db)
  const deployed = {
    type: 'deployment',
    service: 'checkout',
    environment: 'production',
    repository: 'git.example.com/acme/checkout',
    sha: 'a'.repeat(40),
    liveAt: '2026-03-02T08:00:00Z',
  }
  await door.take([deployed], { source: 'api', allowAnySource: true, mayImport: false, now })
  await door.close()
  await catchUp(database.db, { clock: () => now })
  const env = { DATABASE_URL: database.url, LEADLINE_HOME: temporaryFolder() }
  const embed = (...args: readonly string[]) => leadline(['embed', ...args], { env }).ended
  const here = ['create', '--address', 'https://leadline.example'] as const

  const made = await embed(...here, '--service', 'checkout', '--origin', 'https://wiki.example', '--days', '30')
  expect([made.code, made.err]).toEqual([0, expect.stringContaining('on pages of https://wiki.example, until ')])
  const [, id = ''] =
    /<leadline-embed src="https:\/\/leadline\.example" embed="(\w{6})" token="[\w.-]+">/.exec(made.out) ?? []
  expect(made.out).toContain(`<iframe src="https://leadline.example/embed/${id}#token=`)
  expect(made.err).toContain(`npx leadline embed revoke ${id}`)

  const stages = await embed(
    ...here,
    '--service',
    'checkout',
    '--show',
    'stages',
    '--from',
    '2026-01-01',
    '--to',
    '2026-03-01',
    '--time-zone',
    'America/New_York',
    '--json',
  )
  const [fixed] = await database.db.query<{ from: number; to: number }>({
    text: `select range_from as "from", range_to as "to" from embed where range_from is not null`,
    values: [],
  })
  expect(fixed).toEqual({ from: Date.parse('2026-01-01T05:00:00Z'), to: Date.parse('2026-03-01T05:00:00Z') })
  expect(JSON.parse(stages.out)).toMatchObject({
    name: 'Stages of lead time of checkout',
    origins: [],
    token: expect.any(String) as string,
  })
  const variables = {
    services: [],
    teams: [],
    environments: ['staging'],
    last: 'P30D',
    timeZone: 'Europe/Berlin',
  }
  await saveDashboards(database.db, [{ name: 'wall', title: 'The wall', variables, rows: [] }])
  const whole = await embed(...here, '--dashboard', 'wall', '--json')
  expect(JSON.parse(whole.out)).toMatchObject({ name: 'Dashboard wall', origins: [] })
  for (const [args, words] of [
    [['--dashboard', 'floor'], 'No dashboard is called "floor".'],
    [[], 'Give either --service or --dashboard.'],
  ] as const)
    expect((await embed(...here, ...args)).err).toContain(words)
  const wrong = await Promise.all([
    embed(...here, '--service', 'chekout'),
    embed(...here, '--service', 'checkout', '--origin', 'https://*.example'),
    embed(...here, '--service', 'checkout', '--from', '2026-01-01'),
    embed(...here, '--service', 'checkout', '--from', '5', '--to', '2026-01-01'),
    embed('revoke', 'nobody'),
  ])
  expect(wrong.map(({ code, out }) => [code, out])).toEqual(wrong.map(() => [1, '']))
  const said = [
    'No service is called "chekout".',
    '--origin: An origin is',
    'both --from and --to',
    '--from 5 is no date',
    'There is no embed nobody.',
  ]
  for (const [at, part] of said.entries()) expect(wrong[at]?.err).toContain(part)

  expect((await embed('revoke', id)).out).toContain(`Revoked ${id}.`)
  const listed = JSON.parse((await embed('list', '--json')).out) as { readonly id: string; readonly state: string }[]
  expect(listed).toMatchObject([
    { part: 'DASHBOARD', service: null, dashboard: 'wall', environment: 'staging', state: 'valid' },
    { part: 'STAGES', state: 'valid', createdBy: 'command line' },
    { id, part: 'SERVICE', state: 'revoked', origins: ['https://wiki.example'] },
  ])
  expect((await embed('list')).out).toMatch(
    new RegExp(`${id}  Delivery metrics of checkout +https://wiki\\.example +revoked`),
  )
}, 60_000)
