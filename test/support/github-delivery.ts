import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './source-files.ts'

/** A delivery as it was recorded in `test/sources/github`. */
export interface RecordedDelivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

export function recordedDelivery(name: string): RecordedDelivery {
  return JSON.parse(readFileSync(join(root, 'test/sources/github', `${name}.in.json`), 'utf8')) as RecordedDelivery
}

export interface Posting {
  readonly secret: string
  /** The kind of event. */
  readonly event: string
  readonly body: string | Buffer
  /** Another one each time where left out. */
  readonly delivery?: string
  /** Null: none is sent. */
  readonly signature?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface PostingAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Posts as GitHub does. */
export async function deliver(url: string, posting: Posting): Promise<PostingAnswer> {
  const { secret, event, delivery = randomUUID(), signature, headers = {} } = posting
  const body = Buffer.from(posting.body)
  const made = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const signed = signature === null ? {} : { 'x-hub-signature-256': signature ?? made }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': delivery,
      ...signed,
      ...headers,
    },
    body,
  })
  return { status: response.status, body: (await response.json()) as PostingAnswer['body'] }
}
