import { randomBytes } from 'node:crypto'
import type { LoggerService } from '@nestjs/common'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Without the query, and without what stands behind the source in the address of a webhook: secrets may stand in both. */
function loggedPath(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/^(\/webhooks\/[^/]*\/[^/]*)\/.+$/, '$1/…')
}

/** What a log line says of a request: never its headers, its body, or the parts of its address that may be secret. */
function requestFields({ method, url }: FastifyRequest): Readonly<Record<string, string>> {
  return { method, path: loggedPath(url) }
}

/** Where lines go, instead of the standard streams. */
export interface LogSink {
  write(line: string): void
}

/** Settings of pino: one JSON line each, no bodies, no tokens. */
export function logOptions(level: LogLevel, sink?: LogSink): Readonly<Record<string, unknown>> {
  return {
    ...(sink === undefined ? {} : { stream: sink }),
    level,
    serializers: { req: requestFields },
    redact: {
      paths: ['*.authorization', '*.password', '*.token', 'err.config', 'err.parameters', 'err.query'],
      remove: true,
    },
  }
}

/** Tells the requests of this process from those of all others. */
const ofProcess = randomBytes(4).toString('hex')
let requests = 0

/** An id that a person can read to another over the phone; it ties an answer to its log line. */
export function requestId(): string {
  requests += 1
  return `${ofProcess}-${requests.toString(36)}`
}

/** Lets Nest write into the server's log; what it tells of its own start is of no use to anybody here. */
export function nestLogger(log: FastifyBaseLogger): LoggerService {
  return {
    log: (message: unknown) => log.debug({ nest: true }, String(message)),
    error: (message: unknown) => log.error({ nest: true }, String(message)),
    warn: (message: unknown) => log.warn({ nest: true }, String(message)),
  }
}
