import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/git-repository.ts'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
beforeAll(async () => {
  buildLeadline()
  api = await startApi(() => Date.UTC(2026, 2, 10))
}, 300_000)
afterAll(() => api.close())

const wrong = 'rules:\n  - service: shop\n    namspace: shop-*\n'
const why = 'line 3, column 5, rules[0].namspace: there is no such field'

interface Payload {
  readonly source: { readonly id: string; readonly places: unknown } | null
  readonly secret: string | null
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[]; readonly message: string }[]
}

async function mutate(field: string, variables: Readonly<Record<string, unknown>>): Promise<Payload> {
  const isNew = field === 'sourceCreate'
  const [given, passed] = isNew
    ? ['$system: String!, $name: String!, $places: SourcePlacesInput', 'system: $system, name: $name, places: $places']
    : ['$id: ID!, $places: SourcePlacesInput!', 'id: $id, places: $places']
  const mutation = `mutation (${given}) { ${field}(${passed}) {
    source { id places { cluster environment rules } } secret userErrors { code field message } } }`
  const { body } = await api.ask(mutation, variables, api.tokens.admin)
  return (body.data?.[field] as Payload | undefined) ?? expect.fail(JSON.stringify(body))
}

it('are taken, shown and changed by the API, and refused with the field and the line', async () => {
  const create = (system: string, places: object) => mutate('sourceCreate', { system, name: 'promotions', places })
  expect(await create('harbor', { cluster: 'eu-1' })).toMatchObject({
    userErrors: [{ code: 'INVALID', field: ['system'] }],
  })
  expect(await create('kargo', { rules: wrong })).toMatchObject({
    userErrors: [{ code: 'INVALID', field: ['rules'], message: expect.stringContaining(why) as string }],
  })
  expect(await create('kargo', { cluster: 'a\nb' })).toMatchObject({ userErrors: [{ field: ['cluster'] }] })
  const { source } = await create('kargo', { cluster: ' eu-1 ', rules: 'rules: [{ name: "api-*", service: api }]' })
  const rules = 'rules:\n  - name: "api-*"\n    service: "api"\n'
  expect(source?.places).toEqual({ cluster: 'eu-1', environment: null, rules })

  const change = (places: object, id = source?.id) => mutate('sourceChangePlaces', { id, places })
  expect((await change({ environment: 'live' })).source?.places).toEqual({
    cluster: 'eu-1',
    environment: 'live',
    rules,
  })
  expect((await change({ cluster: '', rules })).source?.places).toEqual({ cluster: null, environment: 'live', rules })
  expect((await change({ rules: '' })).source?.places).toEqual({ cluster: null, environment: 'live', rules: '' })
  for (const [said, message] of [
    ['rules: [{ name: a }]', 'rule 1: it says nothing'],
    ['rules: [{ ignore: true }]', 'rule 1: it would ignore everything'],
    ['rules: [{ name: a, ignore: true, service: b }]', 'rule 1: what is ignored has no service'],
    ['rules: [{ name: "", service: b }]', 'rules[0].name: '],
  ])
    expect((await change({ rules: said })).userErrors).toMatchObject([
      { code: 'INVALID', field: ['rules'], message: expect.stringContaining(message ?? '') as string },
    ])
  expect(await change({}, 'x')).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] })
})

it('are taken by the command, which lists them and how the system is known', async () => {
  const database = await testDatabase()
  const home = temporaryFolder('leadline-places-')
  onTestFinished(() => database.close())
  const run = (...args: readonly string[]) =>
    leadline(['source', ...args], { env: { DATABASE_URL: database.url, LEADLINE_HOME: home } }).ended
  const file = join(home, 'rules.yaml')
  writeFileSync(file, wrong)
  const refused = await run('add', 'kargo', 'hub', '--rules', file)
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`${file}: ${why}`)])
  expect((await run('add', 'harbor', 'hub', '--cluster', 'eu-1')).err).toContain('it takes no options')
  expect((await run('add', 'kargo', 'hub', '--cluster', 'eu-1', '--environment', 'prod')).code).toBe(0)
  writeFileSync(file, 'rules: [{ path: "infra/*", ignore: true }]')
  const changed = await run('change', 'hub', '--rules', file, '--cluster', '')
  expect(changed).toMatchObject({ code: 0, out: 'hub is changed.\n' })
  const { out } = await run('list', '--json')
  expect((JSON.parse(out) as { name: string }[]).find(({ name }) => name === 'hub')).toMatchObject({
    verified: 'documented',
    places: { environment: 'prod', rules: [{ path: 'infra/*', ignore: true }] },
  })
  writeFileSync(file, '')
  expect((await run('change', 'hub', '--rules', file)).code).toBe(0)
  expect((await run('change', 'nobody', '--cluster', 'x')).err).toContain('There is no source nobody')
}, 60_000)

it('tells of every kind of system how it is known', async () => {
  const { sourceSystems } = await api.data<{ sourceSystems: readonly Readonly<Record<string, unknown>>[] }>(
    '{ sourceSystems { id title verified hasPlaces } }',
  )
  expect(sourceSystems).toContainEqual({ id: 'kargo', title: 'Kargo', verified: 'DOCUMENTED', hasPlaces: true })
  expect(sourceSystems).toContainEqual({ id: 'harbor', title: 'Harbor', verified: 'DOCUMENTED', hasPlaces: false })
})
