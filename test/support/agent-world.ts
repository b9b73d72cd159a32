import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, type AgentOptions } from '#apps/agent/agent'
import { onTestFinished } from 'vitest'
import type { KubernetesServer } from './kubernetes-server.ts'

export interface PostedObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly uid: string; readonly name: string; readonly [field: string]: unknown }
  readonly spec: Readonly<Record<string, unknown>>
  readonly status: Readonly<Record<string, unknown>>
}

export interface Posted {
  readonly v: number
  readonly cluster: string
  readonly environment: string | null
  readonly objects: readonly PostedObject[]
  readonly gone: readonly { readonly kind: string; readonly uid: string; readonly name: string }[]
}

/** Takes what the agent posts, as the door of Leadline does. */
export interface Taker {
  readonly url: string
  readonly posted: Posted[]
  /** All bodies, as they came; also those that were not taken. */
  readonly bodies: string[]
  readonly authorizations: (string | undefined)[]
  /** Gives the status to answer a body with. */
  answer: (body: Posted) => number
  /** Every object in the order in which it was taken. */
  objects(): PostedObject[]
  /** `kind name` of each. */
  names(): string[]
}

export async function taker(): Promise<Taker> {
  const http = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      const read = JSON.parse(body) as Posted
      made.bodies.push(body)
      made.authorizations.push(request.headers.authorization)
      const status = made.answer(read)
      if (status === 202) made.posted.push(read)
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"of the test"}')
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  )
  const made: Taker = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/webhooks/kubernetes/test`,
    posted: [],
    bodies: [],
    authorizations: [],
    answer: () => 202,
    objects: () => made.posted.flatMap(({ objects }) => objects),
    names: () => made.objects().map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  }
  return made
}

export interface RunningAgent {
  readonly agent: Agent
  readonly said: string[]
  /** Ends it in good order; again is no harm. */
  stop(): Promise<void>
}

/** Short waits, so that tests wait for what happens and not for time. */
const pauses = { firstRetry: 2, longestRetry: 20, missing: 20, gather: 0, save: 0 }

/** An agent in this process, ended after the test. */
export function startAgent(
  cluster: Pick<KubernetesServer, 'url'>,
  destination: { readonly url: string; readonly secret?: string; readonly environment?: string | null },
  options: Partial<AgentOptions> = {},
): RunningAgent {
  const said: string[] = []
  const { url: address, secret = 'secret of the test', environment = null } = destination
  const agent = new Agent({
    access: { kubernetesUrl: cluster.url, tokenFile: null, caFile: null },
    destination: { address, secret, cluster: 'east', environment },
    stateFile: null,
    say: (text) => void said.push(text),
    pauses,
    ...options,
  })
  const ending = new AbortController()
  const running = agent.run(ending.signal)
  const stop = async (): Promise<void> => {
    ending.abort()
    await running
  }
  onTestFinished(stop)
  return { agent, said, stop }
}
