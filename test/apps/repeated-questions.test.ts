import { afterAll, beforeAll, expect, it } from 'vitest'
import { usualRule } from '#domain/alert-rule'
import { addAlertRule } from '#storage/stores/alert-rules'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'

const now = Date.parse('2026-03-20T00:00:00Z')
let api: Api

beforeAll(async () => {
  api = await startApi(() => now, { works: false })
  await api.tell(...shortWeek('shop'), ...shortWeek('till'))
  await addAlertRule(api.db, { ...usualRule, name: 'nobody', services: ['nobody'] }, 'API')
})
afterAll(() => api.close())

/** The statements of a question that asks the same under many aliases, and what each was answered. */
async function repeated(times: number, field: (index: number) => string) {
  api.statements.length = 0
  const fields = Array.from({ length: times }, (_, index) => `a${index}: ${field(index)}`)
  const data = await api.data<Record<string, unknown>>(`{ ${fields.join(' ')} }`)
  return { answers: Object.values(data), statements: api.statements.filter((name) => !/tokens/.test(name)) }
}

it.each(['alertRules { name warning }', 'notifyRules { name warning }', 'freezeWindows { name warning }'])(
  '%s is found once, under however many aliases',
  async (field) => {
    const one = await repeated(1, () => field)
    const many = await repeated(20, () => field)
    expect(many.statements.toSorted()).toEqual(one.statements.toSorted())
    expect(many.answers).toEqual(Array.from({ length: 20 }, () => one.answers[0]))
  },
)

it('what is watched is found once for each service, by rules that are read once', async () => {
  const asked = (index: number) => `watching(service: "${index % 2 === 0 ? 'shop' : 'till'}") { metric state }`
  const { answers, statements } = await repeated(40, asked)
  expect(answers[0]).toHaveLength(8)
  expect(answers).toEqual(Array.from({ length: 20 }, () => answers.slice(0, 2)).flat())
  for (const name of ['list-alert-rules', 'list-freezes', 'watched-streams'])
    expect(
      statements.filter((one) => one === name),
      name,
    ).toHaveLength(1)
})

it.each(['alertRules { warning }', 'notifyRules { warning }', 'freezeWindows { warning }'])(
  '%s costs as much as its list may hold',
  async (field) => {
    const fields = Array.from({ length: 100 }, (_, index) => `a${index}: ${field}`)
    const { body } = await api.ask(`{ ${fields.join(' ')} }`)
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'TOO_COSTLY', cost: { asked: 100_000 } } }] })
  },
)
