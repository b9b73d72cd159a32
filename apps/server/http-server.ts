import type { DynamicModule, INestApplication, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { type FastifyInstance, LogController } from 'fastify'
import { EmbedLimits } from '#access/ask-limit'
import type { SecretBox } from '#access/secret-box'
import { EventDoor } from '#ingest/event-door'
import type { OpenDatabase } from '#storage/database'
import { countIgnored } from '#storage/stores/ignored'
import { noteTested } from '#storage/stores/sources'
import { type AskInside, askInside } from './ask-inside.ts'
import { Authenticator } from './authenticator.ts'
import type { IngestAnswer } from './event-doors.ts'
import { badgeRoutes } from './badge-routes.ts'
import { embedRoutes } from './embed-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { type LogLevel, type LogSink, logOptions, nestLogger, requestId } from './log.ts'
import { knowAllMethods, refuseMethod, refuseOthers } from './methods.ts'
import { pageRoutes } from './page-routes.ts'
import { metricsRoutes } from './prometheus/metrics-routes.ts'
import { answerBadAddress, connectionLimits, secure } from './security.ts'
import { Senders } from './senders.ts'
import { setupRoutes } from './setup-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** Longest wait for requests under way when the server closes, in milliseconds. */
const lastCall = 10_000

export interface HttpServerOptions {
  readonly db: OpenDatabase
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** `LEADLINE_TOKEN`; null where none is set. */
  readonly presetToken: string | null
  readonly logLevel: LogLevel
  readonly logSink?: LogSink
  readonly clock: () => number
  readonly status: () => Promise<IngestAnswer>
  /** Opens the secrets of sources. */
  readonly secrets: SecretBox
  /** Called after each commit that added events. */
  readonly onCommitted: () => void
  /** Called after each delivery that was kept. */
  readonly onReceived: () => void
  /** Folder of the built pages; need not be there. */
  readonly pages: string
  /** Narrower limits than usual, in milliseconds. */
  readonly limits?: { readonly headers?: number; readonly silence?: number }
  /** The Nest modules of the application; they are given what is behind the doors. */
  readonly module: (parts: ServerParts) => Type | DynamicModule
}

/** What stands behind the doors, for those who open others. */
export interface ServerParts {
  readonly db: OpenDatabase
  readonly door: EventDoor
  readonly authenticator: Authenticator
  readonly senders: Senders
  readonly embedLimits: EmbedLimits
  readonly clock: () => number
}

export interface HttpServer extends ServerParts {
  readonly url: string
  /** Asks the API of this process for what everybody who reads may know. */
  readonly ask: AskInside
  /** Takes nothing more, finishes what it took, and lets every connection go. */
  close(): Promise<void>
}

function silenceOf({ limits }: HttpServerOptions): { readonly silence?: number } {
  return limits?.silence === undefined ? {} : { silence: limits.silence }
}

function addressOf(fastify: FastifyInstance): string {
  const address = fastify.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no address.')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}

async function closeAll(app: INestApplication, fastify: FastifyInstance, door: EventDoor): Promise<void> {
  const drained = door.close()
  const timer = setTimeout(() => fastify.server.closeAllConnections(), lastCall)
  try {
    await app.close()
    await drained
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Opens every HTTP door: events, health, pages, and what the Nest module adds.
 *
 * @throws the system's error when the port is taken
 */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { db, clock, presetToken, status, onCommitted } = options
  const adapter = new FastifyAdapter({
    ...connectionLimits(options.limits?.headers),
    logger: logOptions(options.logLevel, options.logSink),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    frameworkErrors: answerBadAddress,
  })
  const fastify = adapter.getInstance<FastifyInstance>()
  const warn = (message: string) => (error: unknown) => fastify.log.warn({ err: error }, message)
  const door = new EventDoor(db, { onCommitted, onQuarantineFailed: warn('refused events could not be kept') })
  const authenticator = new Authenticator(db, presetToken, clock)
  const senders = new Senders(db, clock)
  const onIgnored = (source: string): void =>
    void countIgnored(db, source).catch(warn('an ignored event was not counted'))
  const testDoor = new EventDoor(db, { keeps: false })
  const onTested = (source: string): Promise<void> =>
    noteTested(db, source, clock()).catch(warn('a test was not noted'))
  const notes = { onIgnored, onTested }

  secure(fastify)
  knowAllMethods(fastify)
  await fastify.register(eventRoutes, {
    door,
    testDoor,
    authenticator,
    senders,
    status,
    ...notes,
    ...silenceOf(options),
  })
  const { secrets, onReceived } = options
  await fastify.register(webhookRoutes, { db, secrets, clock, onReceived, ...silenceOf(options) })
  await fastify.register(setupRoutes, { db, secrets, clock })
  await fastify.register(healthRoutes, { db })
  const embedLimits = new EmbedLimits()
  await fastify.register(metricsRoutes, { db, clock, embedLimits })
  await fastify.register(pageRoutes, { folder: options.pages })
  await fastify.register(embedRoutes, { db, folder: options.pages })
  await fastify.register(badgeRoutes, { clock })
  refuseOthers(fastify, '/graphql', ['GET', 'HEAD', 'OPTIONS', 'POST'], refuseMethod('POST'))
  const module = options.module({ db, door, authenticator, senders, embedLimits, clock })
  const app = await NestFactory.create(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(fastify.log),
  })
  await app.init()
  // Nest's own listen logs a taken port as an error of its own before it throws it.
  await fastify.listen({ port: options.port, host: options.host })
  const ask: AskInside = (document, variables) =>
    askInside(fastify, `Bearer ${authenticator.ownToken}`, document, variables)
  return {
    db,
    door,
    authenticator,
    senders,
    embedLimits,
    clock,
    url: addressOf(fastify),
    ask,
    close: () => closeAll(app, fastify, door),
  }
}
