import { join } from 'node:path'
import { SecretBox } from '#access/secret-box'
import { GraphqlModule } from '#graphql/graphql.module'
import { PeriodCache } from '#graphql/metric/period-cache'
import { StreamMemory } from '#graphql/metric/stream-memory'
import type { Outside } from '#graphql/outside'
import { Histories } from '#ingest/histories'
import { ingestStatus } from '#ingest/ingest-status'
import type { MailServer } from '#alerts/notifiers/email/send'
import { sources } from '#sources/index'
import type { OpenDatabase } from '#storage/database'
import { type Alerting, startAlerting } from './alerting/alerting.ts'
import { StreamWatching } from './alerting/stream-watching.ts'
import { type Delivering, startDelivering } from './outbox/delivering.ts'
import { sendersOf } from './outbox/send.ts'
import { polledSystems } from './polling/polled-systems.ts'
import { type Polling, startPolling } from './polling/polling.ts'
import { DeploymentListener } from './deployment-listener.ts'
import { startHousekeeping } from './housekeeping.ts'
import { openHttpServer, type HttpServer, type ServerParts } from './http-server.ts'
import type { LogLevel, LogSink } from './log.ts'
import { type Reconciling, startReconciling } from './reconciling.ts'
import { type Collecting, startCollecting } from './repositories/collecting.ts'
import { placesOf } from './reconciler-places.ts'
import { commitOfRef } from './repositories/commit-of-ref.ts'
import { readableRepository } from './repositories/address.ts'
import { understoodOf } from './repositories/rules.ts'
import { readSystems } from './repositories/systems.ts'
import { startProcessingApart } from './processing/apart.ts'
import { type Processing, startProcessing } from './processing/processing.ts'
import { startTelling, type Telling } from './reports/telling.ts'
import { type Looking, startLooking } from './registries/looking.ts'
import { ServerModule } from './server.module.ts'
import { SourceHistories } from './source-histories.ts'
import { webhookSystems } from './webhook-systems.ts'

export interface ServerOptions {
  readonly db: OpenDatabase
  /** For the answers of the API, with a bound on every statement; the other pool where left out. */
  readonly reads?: OpenDatabase
  /** For the one connection that listens; must not lead through a pooler. */
  readonly databaseUrl: string
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** `LEADLINE_TOKEN`; null where none is set. */
  readonly presetToken: string | null
  readonly logLevel: LogLevel
  readonly logSink?: LogSink
  readonly clock: () => number
  /** Left out: no secret of a source can be kept or read. */
  readonly secrets?: SecretBox
  /** Folder that mirrors of repositories are kept in; left out: none are read, and no git tag is known. */
  readonly home?: string
  /** False: another process translates, folds and projects. */
  readonly works: boolean
  /** What this process works with on a thread of its own, with the clock of the machine; left out: on this thread. */
  readonly processing?: { readonly program: URL; readonly isDirect: boolean }
  /** Folder of the built pages; need not be there. */
  readonly pages?: string
  /** Where mail is sent by; left out or null: none is sent. */
  readonly mail?: MailServer | null
  /** Where people reach the pages; left out or null: nothing that is told leads to them. */
  readonly publicUrl?: string | null
}

export interface Server {
  readonly url: string
  /** Waits until every committed statement is visible in all answers; only where this process works. */
  drain(): Promise<void>
  /** Takes nothing more, finishes what it took, and stops working. The database stays open. */
  close(): Promise<void>
}

interface Behind {
  readonly histories: Histories
  readonly secrets: SecretBox
  readonly listener: DeploymentListener
  readonly reads: OpenDatabase
  readonly report: (error: unknown) => void
  readonly home: string | undefined
  /** There is a repository to read. */
  readonly toRead: () => void
}

/** Bytes, about: four months of three hundred services take sixteen million, of ten times as many deployments more than 64 million. */
const streamMemory = 96_000_000

/** What the API is given of this process. */
function outsideOf(parts: ServerParts, behind: Behind): Outside {
  const { db, door, authenticator, senders, clock } = parts
  const streamWatching = new StreamWatching(behind.reads)
  return {
    db: behind.reads,
    writes: db,
    clock,
    authenticate: async (header) => (await authenticator.authenticate(header)).viewer,
    recordEvents: async (viewer, events) => door.take([...events], await senders.of(viewer)),
    ingestStatus: (now) => ingestStatus(db, now),
    secrets: behind.secrets,
    systems: sources.map(({ id, title, verified }) => ({ id, title, verified })),
    placesOf,
    webhookSystems,
    sourceReading: new SourceHistories({ db, secrets: behind.secrets, clock }),
    repositories: {
      systems: readSystems,
      take: (system, name, stated) => readableRepository(system, name, { ...stated, allowFile: false }),
      understood: understoodOf,
      read: () => behind.toRead(),
    },
    histories: (streams, how) => behind.histories.of(streams, { ...how, now: clock() }),
    embedLimits: parts.embedLimits,
    periods: new PeriodCache(),
    streams: new StreamMemory(streamMemory),
    builds: (commits, asOf) => behind.histories.builds(commits, asOf),
    graph: (repository) => behind.histories.graph(repository),
    changes: (range) => behind.histories.changes(range),
    commitOfRef: async (repository, name) =>
      behind.home === undefined ? null : commitOfRef(behind.reads, behind.home, repository, name),
    onDeployment: (listener) => behind.listener.listen(listener),
    onAlert: (listener) => behind.listener.listenToAlerts(listener),
    watching: (streamIds, now) => streamWatching.of(streamIds, now),
    reportFault: (id, error) => {
      behind.report({ id, error })
    },
  }
}

function reporterOf({ logLevel, logSink, clock }: ServerOptions): (error: unknown) => void {
  return (error) => {
    if (logLevel === 'silent') return
    const sink = logSink ?? process.stderr
    sink.write(
      `${JSON.stringify({ level: 'error', time: new Date(clock()).toISOString(), message: faultText(error) })}\n`,
    )
  }
}

interface Work {
  readonly reconcile: () => Reconciling
  readonly poll: () => Polling
  readonly collect: () => Collecting | null
  readonly lookUp: () => Looking
  readonly deliver: () => Delivering
  readonly tell: (onPut: () => void) => Telling
  readonly alert: (onPut: () => void) => Alerting
}

/** What asks others by itself, where this process works. */
function startWork(options: ServerOptions, { reconcile, poll, collect, lookUp, deliver, tell, alert }: Work) {
  if (!options.works) return { read: () => undefined, stop: () => Promise.resolve() }
  const [reconciling, polling, collecting, looking] = [reconcile(), poll(), collect(), lookUp()]
  const delivering = deliver()
  const telling = tell(() => delivering.hint())
  const alerting = alert(() => delivering.hint())
  return {
    read: () => {
      collecting?.hint()
      looking.hint()
    },
    stop: async () => {
      await Promise.all([reconciling.stop(), polling.stop(), collecting?.stop(), looking.stop()])
      await Promise.all([telling.stop(), alerting.stop()])
      await delivering.stop()
    },
  }
}

function processingOf(options: ServerOptions, report: (error: unknown) => void): Processing {
  const { db, databaseUrl, clock, works, processing } = options
  if (works && processing !== undefined) return startProcessingApart({ ...processing, databaseUrl, report })
  return startProcessing({ db, clock, report, works })
}

function behindOf(options: ServerOptions, toRead: () => void): Behind {
  const { db, databaseUrl, home, reads = db, secrets = new SecretBox({ given: null, home: null }) } = options
  const report = reporterOf(options)
  const listener = new DeploymentListener(db, databaseUrl, report)
  return { histories: new Histories(db), secrets, listener, reads, report, home, toRead }
}

/** Opens the doors; who works on what comes in is told of it. */
function openDoors(
  options: ServerOptions,
  behind: Behind,
  hints: { readonly onCommitted: () => void; readonly onReceived: () => void },
): Promise<HttpServer> {
  const { db, clock, host, port, presetToken, logLevel, logSink, pages } = options
  return openHttpServer({
    db,
    clock,
    secrets: behind.secrets,
    host,
    port,
    presetToken,
    logLevel,
    ...(logSink === undefined ? {} : { logSink }),
    status: () => ingestStatus(db, clock()),
    ...hints,
    pages: pages ?? join(process.cwd(), 'dist', 'pages'),
    module: (parts) => ServerModule.of([GraphqlModule.of(outsideOf(parts, behind))]),
  })
}

/**
 * One process with every door and, unless told otherwise, the worker.
 *
 * @throws the system's error when the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { db, clock, publicUrl = null } = options
  let toRead = (): void => undefined
  const behind = behindOf(options, () => toRead())
  const { secrets, listener, report } = behind
  const processing = processingOf(options, report)
  const onReceived = (): void => processing.onReceived()
  const http = await openDoors(options, behind, { onCommitted: () => processing.onCommitted(), onReceived }).catch(
    async (error: unknown) => {
      await processing.stop()
      throw error
    },
  )
  await listener.open()
  const housekeeping = startHousekeeping(db, clock, report)
  const outward = { db, door: http.door, secrets, clock, report }
  const work = startWork(options, {
    reconcile: () => startReconciling(outward),
    lookUp: () => startLooking(outward),
    poll: () => startPolling({ db, secrets, clock, report, onReceived }, polledSystems),
    deliver: () =>
      startDelivering({ ...sendersOf(options.mail ?? null, secrets), db, clock, report, random: () => Math.random() }),
    alert: (onPut) => startAlerting({ db, clock, report, ask: http.ask, onPut, publicUrl }),
    tell: (onPut) => startTelling({ db, clock, report, ask: http.ask, onPut, publicUrl }),
    collect: () => (options.home === undefined ? null : startCollecting({ ...outward, home: options.home })),
  })
  toRead = work.read
  return {
    url: http.url,
    drain: () => processing.drain(),
    close: async () => {
      await work.stop()
      await http.close()
      await listener.close()
      await processing.stop()
      await housekeeping.stop()
    },
  }
}

function faultText(fault: unknown): string {
  const { id, error } = fault as { readonly id?: string; readonly error?: unknown }
  const cause = error ?? fault
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return id === undefined ? text : `${id} ${text}`
}
