import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AgentStatus } from './agent.ts'

export interface Health {
  readonly port: number
  close(): Promise<void>
}

/** Answers `/healthz` with how the agent is doing: 200 as long as the process turns, whatever the cluster or Leadline do. */
export async function serveHealth(port: number, status: () => AgentStatus): Promise<Health> {
  const server = createServer((request, response) => {
    const isAsked = request.method === 'GET' && request.url === '/healthz'
    const body = isAsked ? { alive: true, ...status() } : { message: 'There is GET /healthz and nothing else.' }
    response.writeHead(isAsked ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
