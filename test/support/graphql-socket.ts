import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** A GraphQL client over WebSocket, as a page would hold one. */
export function openSocket(url: string, token: string | null): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    ...(token === null ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
    retryAttempts: 0,
    webSocketImpl: WebSocket,
  })
}

/** Everything that a subscription was sent, and how it ended. */
export interface Heard {
  readonly values: unknown[]
  readonly errors: unknown[]
  ended: boolean
  stop(): void
}

export function hear(client: Client, query: string, variables: Record<string, unknown> = {}): Heard {
  const heard: Heard = { values: [], errors: [], ended: false, stop: () => undefined }
  heard.stop = client.subscribe(
    { query, variables },
    {
      next: (value) => {
        heard.values.push(value.data)
        if (value.errors !== undefined) heard.errors.push(...value.errors)
      },
      error: (error) => {
        heard.errors.push(...(Array.isArray(error) ? error : [error]))
        heard.ended = true
      },
      complete: () => {
        heard.ended = true
      },
    },
  )
  return heard
}
