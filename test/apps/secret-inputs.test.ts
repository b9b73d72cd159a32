import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'

const make = 'mutation ($input: ChannelInput!) { channelCreate(input: $input) { userErrors { message } } }'
const usual = { name: 'x', kind: 'PAGERDUTY' }
let api: Api

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'), { works: false })
})
afterAll(() => api.close())

it.each([
  ['an object', { ...usual, token: { value: 'hush' } }, 'input.token'],
  ['a list', { ...usual, token: ['hush', 'at "input.name"; String hush'] }, 'token'],
  ['beside a field that is none', { ...usual, token: 'hush', tokn: 'hush' }, 'tokn'],
  ['beside one that is missing', { kind: 'PAGERDUTY', token: 'hush' }, 'name'],
  ['the whole input', 'hush; Field hush', 'ChannelInput'],
])('a secret that is sent as %s is not said again, and it is said what is wrong', async (_, input, named) => {
  const { body } = await api.ask(make, { input }, api.tokens.admin)
  expect(body.errors).not.toHaveLength(0)
  expect(JSON.stringify(body)).not.toContain('hush')
  expect(JSON.stringify(body)).toContain(named)
})

it.each([
  '{ name: "x", kind: PAGERDUTY, token: { value: "hush" } }',
  '{ name: "x", kind: PAGERDUTY, token: [["hush"]] }',
  '"hush"',
])('nor is one that stands in the document: %s', async (input) => {
  const document = `mutation { channelCreate(input: ${input}) { userErrors { message } } }`
  const { body } = await api.ask(document, {}, api.tokens.admin)
  expect(body.errors).not.toHaveLength(0)
  expect(JSON.stringify(body)).not.toContain('hush')
})
