import { createServer, type Server, type Socket } from 'node:net'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** As it came, with its headers. */
  readonly text: string
}

/** A mail server of the loopback interface that takes what it is told to take (RFC 5321, as far as a sender needs it). */
export class SmtpServer {
  readonly mails: Mail[] = []
  /** What it answers to a mail instead of taking it, such as `451 later`; null: it takes it. */
  refusal: string | null = null
  /** Recipients that it does not take. */
  unknown: readonly string[] = []
  /** Recipients that it puts off. */
  putOff: readonly string[] = []
  /** A command that it never answers. */
  silentAt: string | null = null
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor() {
    this.#server = createServer((socket) => this.#speak(socket))
  }

  static async begin(): Promise<SmtpServer> {
    const smtp = new SmtpServer()
    await new Promise<void>((resolve) => smtp.#server.listen(0, '127.0.0.1', resolve))
    return smtp
  }

  get url(): string {
    const address = this.#server.address()
    return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  get connections(): number {
    return this.#open.size
  }

  async end(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #speak(socket: Socket): void {
    this.#open.add(socket)
    socket.on('close', () => this.#open.delete(socket)).on('error', () => undefined)
    let said = ''
    let data: string | null = null
    let from = ''
    let to: string[] = []
    socket.write('220 test\r\n')
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
      for (;;) {
        if (data !== null) {
          const end = said.indexOf('\r\n.\r\n')
          if (end < 0) return
          this.mails.push({ from, to, text: said.slice(0, end) })
          said = said.slice(end + 5)
          data = null
          socket.write('250 taken\r\n')
          continue
        }
        const end = said.indexOf('\r\n')
        if (end < 0) return
        const line = said.slice(0, end)
        said = said.slice(end + 2)
        const command = line.slice(0, 4).toUpperCase()
        if (command === 'MAIL') [from, to] = [line, []]
        const recipient = command === 'RCPT' ? (/<(.*)>/.exec(line)?.[1] ?? '') : ''
        if (this.unknown.includes(recipient) || this.putOff.includes(recipient)) {
          socket.write(this.putOff.includes(recipient) ? '450 later\r\n' : '550 nobody here\r\n')
          continue
        }
        if (command === 'RCPT') to = [...to, recipient]
        if (command === 'DATA' && this.refusal === null) data = ''
        if (command === this.silentAt) return
        socket.write(this.#answer(command))
        if (command === 'QUIT') socket.end()
      }
    })
  }

  #answer(command: string): string {
    if (command === 'DATA') return this.refusal === null ? '354 go on\r\n' : `${this.refusal}\r\n`
    if (command === 'QUIT') return '221 bye\r\n'
    return '250 ok\r\n'
  }
}
