import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportEvents } from '#ingest/export'
import { type Api, startApi } from '../support/graphql-api.ts'

/** What every object of the language has under these names is not what a sender means. */
const attributes = {
  constructor: 'Acme Ltd',
  hasOwnProperty: false,
  prototype: 7,
  toJSON: 'no',
  toPostgres: 'no',
  toString: 'shop',
  valueOf: 1.5,
}
const deployment = { type: 'deployment', id: 'd1', service: 'shop', environment: 'production', version: '1' }

let api: Api
let restored: Api
beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  // The log takes the time of its database, which a restored event must not be ahead of.
  restored = await startApi(() => Date.now())
})
afterAll(async () => {
  await api.close()
  await restored.close()
})

async function exported({ db }: Api): Promise<string> {
  let text = ''
  for await (const lines of exportEvents(db)) text += lines
  return text
}

async function found(from: Api): Promise<unknown> {
  const question = `query ($attributes: JSON) {
    deployments(filter: { service: "shop", attributes: $attributes }) { nodes { attributes } } }`
  const none = await from.data(question, { attributes: { constructor: 'another' } })
  expect(none).toEqual({ deployments: { nodes: [] } })
  const { deployments } = await from.data<{ deployments: { nodes: { attributes: object }[] } }>(question, {
    attributes: { constructor: 'Acme Ltd', toString: 'shop' },
  })
  return deployments.nodes.map((node) => Object.entries(node.attributes).map(String).toSorted())
}

it('names of attributes that objects have too are stored, folded, found, exported and restored', async () => {
  const { constructor, ...others } = attributes
  await api.tell({ ...deployment, startedAt: '2026-03-10T09:00:00Z', attributes: others })
  await api.tell({ ...deployment, liveAt: '2026-03-10T09:10:00Z', attributes: { constructor } })
  const expected = [Object.entries(attributes).map(String).toSorted()]
  expect(await found(api)).toEqual(expected)

  const lines = await exported(api)
  expect(lines).toContain('"attributes":{"constructor":"Acme Ltd"}')
  const events = lines.trim().split('\n')
  await restored.tell(...events.map((line) => JSON.parse(line) as object))
  expect(await found(restored)).toEqual(expected)
  expect((await exported(restored)).split('\n').toSorted()).toEqual(lines.split('\n').toSorted())
})
