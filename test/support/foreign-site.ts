import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site of somebody else, at another name of this machine and another port than any Leadline of a test. */
export interface ForeignSite {
  readonly origin: string
  /** What is at each path; a page unless the path ends in `.js`. */
  readonly files: Map<string, string>
  close(): Promise<void>
}

export async function openForeignSite(): Promise<ForeignSite> {
  const files = new Map<string, string>()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const body = files.get(path)
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    files,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
