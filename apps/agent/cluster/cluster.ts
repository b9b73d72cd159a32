import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { ClusterFailure, failureOf } from './failure.ts'

/** How the API of a cluster is reached. */
export interface ClusterAccess {
  /** Without a slash at its end. */
  readonly kubernetesUrl: string
  /** Read again for each request, because the cluster writes a new token every hour. */
  readonly tokenFile: string | null
  readonly caFile: string | null
}

/** How long the head of an answer may take, in milliseconds. */
const longestHead = 30_000

/** The longest text of an error that is read, in bytes. */
const longestError = 65_536

/** Longest wait that a Retry-After can ask for, in milliseconds. */
const longestRetryAfter = 300_000

function retryAfterOf(answer: IncomingMessage): number | null {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1_000, longestRetryAfter) : null
}

async function messageOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      text += chunk.toString('utf8')
      if (text.length > longestError) break
    }
    const { message } = JSON.parse(text) as { readonly message?: unknown }
    if (typeof message === 'string') return message
  } catch {
    // The status says enough.
  }
  return answer.statusMessage ?? ''
}

/** Reads from the API of one cluster; never writes. */
export class Cluster {
  readonly #access: ClusterAccess
  readonly #agent: HttpAgent | HttpsAgent
  readonly #isSecure: boolean

  /** @throws Error when the file of the certificate authority cannot be read */
  constructor(access: ClusterAccess) {
    this.#access = access
    this.#isSecure = access.kubernetesUrl.startsWith('https:')
    const ca = access.caFile === null ? {} : { ca: readFileSync(access.caFile) }
    this.#agent = this.#isSecure ? new HttpsAgent({ keepAlive: true, ...ca }) : new HttpAgent({ keepAlive: true })
  }

  /**
   * The body of a successful answer, as it comes; whoever takes it reads it to its end or destroys it.
   *
   * @throws ClusterFailure for every other answer, and when there is none
   */
  async get(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const answer = await this.#ask(path, signal)
    const { statusCode = 0 } = answer
    if (statusCode === 200) return answer
    const message = await messageOf(answer)
    answer.destroy()
    throw failureOf(statusCode, message, retryAfterOf(answer))
  }

  /** Ends the connections that wait for nothing. */
  close(): void {
    this.#agent.destroy()
  }

  async #token(): Promise<string | null> {
    const { tokenFile } = this.#access
    if (tokenFile === null) return null
    try {
      return (await readFile(tokenFile, 'utf8')).trim()
    } catch {
      throw new ClusterFailure('UNAUTHORIZED', `the token of the service account cannot be read from ${tokenFile}`)
    }
  }

  async #ask(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const token = await this.#token()
    const headers = { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) }
    const request = this.#isSecure ? requestHttps : requestHttp
    return new Promise((resolve, reject) => {
      const asked = request(`${this.#access.kubernetesUrl}${path}`, { headers, agent: this.#agent, signal })
      const late = (): void => void asked.destroy(new Error(`no answer within ${longestHead / 1_000} s`))
      const timer = setTimeout(late, longestHead)
      asked.once('response', (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      asked.once('socket', (socket) => socket.setKeepAlive(true, 30_000))
      const failed = (message: string): void => {
        clearTimeout(timer)
        reject(new ClusterFailure('BUSY', `the cluster was not reached: ${message}`))
      }
      asked.on('error', (error) => failed(error.message))
      // Without these nothing is heard of an answer that asks for another protocol: Node closes the connection.
      asked.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy()
        failed(`it answered ${statusCode}, and asks for another protocol`)
      })
      asked.on('close', () => failed('it closed the connection without an answer'))
      asked.end()
    })
  }
}
