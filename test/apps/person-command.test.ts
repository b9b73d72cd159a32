import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { EventDoor } from '#ingest/event-door'
import { catchUp } from '#ingest/rebuild'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/embedded.ts'

beforeAll(buildLeadline, 300_000)

it('shows who is meant, asks or is told to go on, says what it emptied and what it cannot reach', async () => {
  const database = await testDatabase()
  onTestFinished(() => database.close())
  const door = new EventDoor(database.db)
  const ada = { name: 'Ada Osei', email: 'ada@people.example', login: 'adao' }
  const event = {
    type: 'commit',
    repository: 'git.example.com/adao/till',
    sha: 'a',
    authoredAt: '2026-03-02T08:00:00Z',
  }
  await door.take([{ ...event, author: ada, message: 'Asked by Ada Osei' }], {
    source: 'api',
    allowAnySource: true,
    mayImport: false,
    now: Date.UTC(2026, 2, 10),
  })
  await door.close()
  await catchUp(database.db, { clock: () => Date.UTC(2026, 2, 10) })
  const env = { DATABASE_URL: database.url, LEADLINE_HOME: temporaryFolder() }
  const person = (...args: readonly string[]) => leadline(['person', ...args], { env }).ended

  expect(JSON.parse((await person('find', 'OSEI', '--json')).out)).toEqual([
    { id: 1, ...ada, bot: null, statements: 1 },
  ])
  const dry = await person('erase', '--email', 'ADA@people.example', '--dry-run')
  expect([dry.code, dry.out]).toEqual([0, ''])
  for (const part of ['Ada Osei', 'clones of your own repositories', 'exports, backups'])
    expect(dry.err).toContain(part)
  const unasked = await person('erase', '--login', 'adao')
  expect([unasked.code, unasked.err]).toEqual([1, expect.stringContaining('say --yes')])
  expect((await person('erase', '--login', 'adao', '--id', '1')).err).toContain('by one of --email, --login')

  const erased = await person('erase', '--login', 'adao', '--yes', '--json')
  const counts = { people: 1, statements: 1, deliveries: 0, quarantined: 0, notes: 0 }
  const stillNamed = [{ place: 'repository', name: 'git.example.com/adao/till' }]
  expect(JSON.parse(erased.out)).toEqual({ erased: true, ...counts, stillNamed })
  expect((await person('find', 'osei')).out).toContain('Nobody is named so')
}, 60_000)
