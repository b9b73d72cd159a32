import { once } from 'node:events'
import { type Agent, type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { until } from './server-process.ts'

/** A Leadline to ask. */
export interface Door {
  readonly url: string
  readonly token: string
}

/** Answer of a GraphQL request; throws when it holds errors. */
export async function ask<T>({ url, token }: Door, query: string): Promise<T> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await answer.json()) as { data?: T; errors?: readonly { message: string }[] }
  if (data === undefined || errors !== undefined) throw new Error(errors?.[0]?.message ?? `HTTP ${answer.status}`)
  return data
}

/** How a body is posted. */
export interface PostOptions {
  readonly agent: Agent
  readonly headers: Readonly<Record<string, string>>
}

/** Posts one body. Without `fetch`, which took as much of the machine that both share as the server did. */
export async function post(
  url: string,
  { agent, headers }: PostOptions,
  body: string,
): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const sending = request(url, { method: 'POST', agent, headers })
  const answering = once(sending, 'response')
  sending.end(body)
  const [answer] = (await answering) as [IncomingMessage]
  return { status: answer.statusCode, text: await text(answer) }
}

/** What the event door answers to a post. */
export interface PostAnswer {
  readonly accepted: number
  readonly duplicates: number
  readonly rejectedCount: number
}

/** Posts lines as one NDJSON stream, in chunks of about 256 KiB. */
export async function postLines({ url, token }: Door, lines: Iterable<string>): Promise<PostAnswer> {
  const sending = request(`${url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  })
  const answering = once(sending, 'response')
  await pipeline(Readable.from(chunks(lines)), sending)
  const [answer] = (await answering) as [IncomingMessage]
  const body = await text(answer)
  if (answer.statusCode !== 202) throw new Error(`POST /api/events: ${answer.statusCode} ${body.slice(0, 300)}`)
  return JSON.parse(body) as PostAnswer
}

function* chunks(lines: Iterable<string>): Generator<Uint8Array> {
  let chunk = ''
  for (const line of lines) {
    chunk += line
    if (chunk.length < 262_144) continue
    yield Buffer.from(chunk)
    chunk = ''
  }
  if (chunk !== '') yield Buffer.from(chunk)
}

/** Waits until every accepted event is in all answers. */
export async function settled({ url, token }: Door): Promise<void> {
  await until(
    async () => {
      const answer = await fetch(`${url}/api/ingest`, { headers: { authorization: `Bearer ${token}` } })
      return ((await answer.json()) as { pending: number }).pending === 0 ? true : null
    },
    'nothing pending',
    200,
  )
}
