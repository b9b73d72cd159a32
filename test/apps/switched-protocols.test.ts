import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Cluster } from '#apps/agent/cluster/cluster'
import { get, post } from '#apps/server/asking/get'
import { askOnce } from '#apps/server/registries/bounded-request'
import { Reach } from '#apps/server/registries/network'
import { within } from '#domain/time-limit'

const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'
const goesOn = new AbortController().signal
const sockets = new Set<Socket>()
let answer = switched
let onAsked: () => void = () => undefined
let server: Server
let url: URL

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => {
      if (answer === '') socket.end()
      else socket.write(answer)
      onAsked()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

const posted = (signal = goesOn) => post(url, '{}', { headers: {}, allowPrivate: true, most: 1_000, signal })
const got = (signal = goesOn) => get(url, { credentials: {}, allowPrivate: true, most: 1_000, signal })
const looked = (signal = goesOn) =>
  askOnce(url, { headers: {}, largest: 1_000, reach: new Reach(url.hostname), patience: 30_000, signal })
const watched = () => new Cluster({ kubernetesUrl: url.origin, tokenFile: null, caFile: null }).get('/api', goesOn)

it('an answer that asks for another protocol is one, and ends', async () => {
  answer = switched
  expect(await posted()).toEqual({ status: 101, retryAfterSeconds: null, said: '' })
  expect(await got()).toMatchObject({ status: 101, body: Buffer.alloc(0) })
  expect(await looked()).toEqual({ unanswered: 'it answered 101, and asks for another protocol' })
  await expect(watched()).rejects.toThrow('it answered 101, and asks for another protocol')
})

it('a connection that is closed without an answer ends', async () => {
  answer = ''
  expect(await posted()).toEqual({ failed: 'UNREACHABLE' })
  expect(await got()).toEqual({ failed: 'UNREACHABLE' })
  expect(await looked()).toEqual({ unanswered: 'it broke the connection off' })
  await expect(watched()).rejects.toThrow('the cluster was not reached')
})

it.each([
  ['to go on, and is silent', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['that it switched, and not to what', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
])('who says %s, is left when it has to end', async (_, said) => {
  answer = said
  for (const ask of [posted, got]) {
    const ends = new AbortController()
    onAsked = () => ends.abort()
    expect(await ask(ends.signal)).toEqual(expect.anything())
  }
  onAsked = () => undefined
})

it('what never ends by itself is left at the limit, and where all ends', async () => {
  const never = () => new Promise<void>(() => undefined)
  await expect(within(1, undefined, never)).rejects.toThrow('no answer within 0.001 s')
  await expect(within(60_000, AbortSignal.abort(new Error('stopped')), never)).rejects.toThrow('stopped')
})
