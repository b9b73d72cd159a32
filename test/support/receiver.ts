import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What was asked of a receiver. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** What it was answered with; null where it was not. */
  status: number | null
}

export interface Reply {
  readonly status: number
  readonly body?: string | object
  readonly headers?: Readonly<Record<string, string>>
}

/** What it does in place of its answer. `LOST`: it does what it is asked, and breaks the connection; `SILENT`: and says nothing. */
export type Fault = Reply | 'HANG' | 'HUGE' | 'LOST' | 'SILENT'

/** A server of the loopback interface that plays a service, and fails as it is told. */
export class Receiver {
  readonly received: Received[] = []
  /** The next answers, each in place of the true one; null: the true one. */
  readonly faults: (Fault | null)[] = []
  /** While it is set, every answer. */
  fault: Fault | null = null
  readonly #server: Server

  private constructor(answer: (received: Received) => Reply) {
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        const { method = '', url: path = '', headers } = request
        const received: Received = { method, path, headers, body, status: null }
        this.received.push(received)
        this.#answer(received, response, answer)
      })
    })
  }

  static async begin(answer: (received: Received) => Reply): Promise<Receiver> {
    const receiver = new Receiver(answer)
    await new Promise<void>((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve))
    return receiver
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(received: Received, response: ServerResponse, answer: (received: Received) => Reply): void {
    const fault = this.fault ?? this.faults.shift() ?? null
    if (fault === 'HANG') return
    if (fault === 'HUGE') {
      received.status = 200
      response.writeHead(200).end(Buffer.alloc(10_485_760, 'x'))
      return
    }
    const { status, body = '', headers = {} } = typeof fault === 'object' && fault !== null ? fault : answer(received)
    if (fault === 'SILENT') return
    if (fault === 'LOST') return void response.destroy()
    received.status = status
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}
