import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { EmbedLimits } from '#access/ask-limit'
import type { Instant } from '#domain/instant'
import type { OutboxHealth } from '#storage/stores/outbox'
import type { ScrapedHealth, ScrapedSource } from './scrape.ts'

let ofProcess: Registry | null = null

/** What Node tells of this process (memory, CPU, the delay of its event loop), once for however many servers are in it. */
export function processRegistry(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

const bySource: readonly { readonly name: string; readonly help: string; readonly field: keyof ScrapedSource }[] = [
  { name: 'leadline_source_events', help: 'Events that were taken in, by source.', field: 'accepted' },
  { name: 'leadline_source_ignored', help: 'What a source sent that is of no use to the numbers.', field: 'ignored' },
  {
    name: 'leadline_source_quarantined',
    help: 'What a source sent that could not be understood, and is kept.',
    field: 'quarantined',
  },
]

function secondsOf(at: string): number {
  return Date.parse(at) / 1_000
}

/** Adds what is taken in, what waits, and how each source is doing. */
export function addHealth(registry: Registry, { ingest, sources }: ScrapedHealth): void {
  const registers = [registry]
  const pending = new Gauge({
    name: 'leadline_ingest_pending',
    help: 'What was taken in and is not in the answers yet; 0: they show everything.',
    registers,
  })
  pending.set(ingest.pending)
  const oldest = new Gauge({
    name: 'leadline_ingest_oldest_pending_seconds',
    help: 'For how long the oldest of it has waited; 0 where nothing waits.',
    registers,
  })
  if (ingest.oldestPendingSeconds !== null) oldest.set(ingest.oldestPendingSeconds)
  else if (ingest.pending > 0) oldest.remove()
  for (const { name, help, field } of bySource) {
    const gauge = new Gauge({ name, help, labelNames: ['source', 'system'], registers })
    for (const source of sources) gauge.set({ source: source.name, system: source.system }, Number(source[field]))
  }
  const last = new Gauge({
    name: 'leadline_source_last_event_timestamp_seconds',
    help: 'When the last event of a source was taken in.',
    labelNames: ['source', 'system'],
    registers,
  })
  const failing = new Gauge({
    name: 'leadline_source_failing',
    help: '1 where what a source sends cannot be understood, or it lets nothing be read.',
    labelNames: ['source', 'system'],
    registers,
  })
  for (const { name: source, system, lastEventAt, state } of sources) {
    if (lastEventAt !== null) last.set({ source, system }, secondsOf(lastEventAt))
    failing.set({ source, system }, state === 'FAILING' ? 1 : 0)
  }
}

/** Adds what is on its way to channels: mail and webhooks. */
export function addOutbox(registry: Registry, { waiting, oldestAt, failed }: OutboxHealth, now: Instant): void {
  const gauges = [
    ['leadline_outbox_waiting', 'What is on its way to channels, and is tried now or again.', waiting],
    [
      'leadline_outbox_oldest_waiting_seconds',
      'For how long the oldest of it has waited; 0 where nothing waits.',
      oldestAt === null ? 0 : Math.max(0, (now - oldestAt) / 1_000),
    ],
    ['leadline_outbox_failed', 'What was given up, of the last 30 days.', failed],
  ] as const
  for (const [name, help, value] of gauges) new Gauge({ name, help, registers: [registry] }).set(value)
}

/** Adds what this process refused of those who hold embeds, or say so. */
export function addEmbeds(registry: Registry, { asks, failures }: EmbedLimits): void {
  const refused = new Counter({
    name: 'leadline_embed_refused_total',
    help: 'Questions of embeds that this process answered with 429, by reason: asked_too_often, or bad_token.',
    labelNames: ['reason'],
    registers: [registry],
  })
  refused.inc({ reason: 'asked_too_often' }, asks.refusedInAll)
  refused.inc({ reason: 'bad_token' }, failures.refusedInAll)
}
