import { METHODS } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../support/event-server.ts'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
})
afterAll(() => api.close())

/** Every method that Node reads; CONNECT never comes to a server that is no proxy. */
const methods = METHODS.filter((method) => method !== 'CONNECT')

/** What an address answers to each method that is not among `answered`. */
async function refusals(path: string, answered: readonly string[], body?: string): Promise<string[]> {
  const others = methods.filter((method) => !answered.includes(method))
  return Promise.all(
    others.map(async (method) => {
      const { status, headers } = await send(`${api.url}${path}`, {
        method,
        token: null,
        ...(body === undefined
          ? {}
          : { body, headers: { 'content-type': 'application/json', 'content-length': String(body.length) } }),
      })
      return `${status} ${String(headers['allow'])} ${String(headers['x-content-type-options'])}`
    }),
  )
}

describe('every method that an address has no answer to', () => {
  it.each([
    ['/api/events', ['POST'], 'POST'],
    ['/api/ingest', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/api/events/schema.json', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/graphql', ['POST'], 'POST'],
    ['/healthz', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/readyz?probe=1', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/services/shop?environment=production', ['GET', 'HEAD'], 'GET, HEAD'],
    ['/graphiql', ['GET', 'HEAD'], 'GET, HEAD'],
  ])('of %s is refused with 405 and those that it answers', async (path, answered, allow) => {
    expect(new Set(await refusals(path, answered))).toEqual(new Set([`405 ${allow} nosniff`]))
    expect(new Set(await refusals(path, answered, '{"a":'))).toEqual(new Set([`405 ${allow} nosniff`]))
  })

  it('of an address at which nothing stands is 404', async () => {
    expect(new Set(await refusals('/nothing', []))).toEqual(new Set(['404 undefined nosniff']))
    expect((await send(`${api.url}/nothing`, { token: null })).json).toMatchObject({ code: 'NOT_FOUND' })
  })
})
