import { createHash } from 'node:crypto'
import { MINUTE } from '#domain/instant'
import { readApiSettings } from '#sources/api-settings'
import type { Swept } from '#sources/argocd/listing'
import type { Reference } from '#sources/argocd/references'
import { argocd } from '#sources/argocd/source'
import type { OpenDatabase } from '#storage/database'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { WebhookSource } from '#storage/stores/webhook-sources'
import type { PolledSource, PolledSystem, PollingOptions, Swept as Sweep, Trouble } from '../polling/polling.ts'
import { ArgocdApi } from './api.ts'
import { RevisionReferences } from './revision-references.ts'

const sweepEvery = MINUTE
/** Applications that are read whole at once, and after one sweep; the rest follows after the next. */
const together = 4
const mostAtOnce = 500
/** Part of a source's progress that says in which state each application was read last. */
const seenPart = 'swept'

/** By key of the application. */
type Seen = Record<string, string>

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

async function seenOf(db: OpenDatabase, name: string): Promise<Seen> {
  const state = (await readProgress(db, name, seenPart)) as { readonly applications?: Seen } | null
  return { ...state?.applications }
}

/** Keeps an application as if it had been delivered; what was kept in the same state before is known. */
async function keep(
  { db, clock }: PollingOptions,
  source: WebhookSource,
  { key, state }: Swept,
  { application, references }: { readonly application: unknown; readonly references: readonly Reference[] },
): Promise<void> {
  const url = readApiSettings(source.settings)?.url
  const named = references.length === 0 ? {} : { references }
  const body = Buffer.from(JSON.stringify({ app: application, context: { argocdUrl: url }, ...named }))
  const transportId = `api:${hashOf(JSON.stringify([key, state]))}`
  const kept = {
    source: source.name,
    system: argocd.id,
    transportId,
    headers: {},
    body: argocd.webhook?.redacted?.(body) ?? body,
  }
  await keepDelivery(db, kept, clock())
}

/** Reads what happened since the last sweep: the list narrowly, and only what moved as a whole. */
async function sweep(options: PollingOptions, source: WebhookSource, api: ArgocdApi): Promise<Sweep> {
  const { db, onReceived } = options
  const { found, problem } = await api.sweep()
  if (found === null) return { accepted: 0, problem }
  const before = await seenOf(db, source.name)
  const present = new Set(found.map(({ key }) => key))
  const seen = Object.fromEntries(Object.entries(before).filter(([key]) => present.has(key)))
  const moved = found.filter(
    ({ key, state, wasSynced }) => before[key] !== hashOf(state) && (wasSynced || before[key] === undefined),
  )
  const queue = moved.slice(0, mostAtOnce)
  const references = new RevisionReferences(api)
  let [accepted, stopped]: [number, Trouble | null] = [0, null]
  const read = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && stopped === null; next = queue.shift()) {
      const answer = await api.application(next)
      const told = answer.problem === null ? await references.of(next, answer.found) : null
      const problem = answer.problem ?? told?.problem ?? null
      // Argo CD forbids what is gone; others can be read all the same.
      const isGone = answer.problem?.code === 'FORBIDDEN' || answer.problem?.code === 'NOT_FOUND'
      if (problem !== null && !isGone) {
        stopped = problem
        continue
      }
      if (told !== null) {
        await keep(options, source, next, { application: answer.found, references: told.references })
        accepted += 1
      }
      seen[next.key] = hashOf(next.state)
    }
  }
  await Promise.all(Array.from({ length: together }, read))
  if (JSON.stringify(seen) !== JSON.stringify(before))
    await keepProgress(db, source.name, seenPart, { applications: seen })
  if (accepted > 0) onReceived()
  return { accepted, problem: stopped }
}

/** Argo CD: what is read is kept and translated as a notification is, and the same sync is one report. */
export const polledArgocd: PolledSystem = {
  id: argocd.id,
  every: sweepEvery,
  read: (options, { source, settings, token, signal }: PolledSource) =>
    sweep(options, source, new ArgocdApi({ source: source.name, settings, token, clock: options.clock, signal })),
}
