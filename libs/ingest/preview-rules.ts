import type { Database } from '#storage/database'
import { keptDeliveries } from '#storage/stores/deliveries'
import { translateDelivery } from './translate-inbox.ts'

/** Deliveries that are looked at together, and at all. */
const page = 200
const most = 20_000

/** What is said of an incident. */
export interface SaidIncident {
  readonly services: readonly string[]
  /** Null: every production environment of its services. */
  readonly environment: string | null
  readonly classification: string
}

/** An incident that was delivered, as it is now and as it would be; null: it is none, or is not understood. */
export interface PreviewedIncident {
  readonly id: string
  readonly title: string | null
  readonly present: SaidIncident | null
  readonly tried: SaidIncident | null
}

/** What other settings would make of what was delivered. */
export interface RulesPreview {
  readonly deliveries: number
  /** In the order in which they came first. */
  readonly incidents: readonly PreviewedIncident[]
  /** There were more deliveries than are looked at. */
  readonly isCut: boolean
}

interface Told {
  readonly id: string
  readonly title?: string
  readonly service?: string
  readonly services?: readonly string[]
  readonly environment?: string
  readonly classification?: string
}

type Kept = Awaited<ReturnType<typeof keptDeliveries>>[number]

function incidentsIn(delivery: Kept, settings: unknown): Told[] {
  const translation = translateDelivery(delivery, settings)
  if ('ignored' in translation) return []
  return translation.statements.filter((each) => (each as { readonly type?: unknown }).type === 'incident') as Told[]
}

function saidOf({ service, services, environment, classification }: Told): SaidIncident {
  return {
    services: service === undefined ? (services ?? []) : [service],
    environment: environment ?? null,
    classification: classification ?? 'incident',
  }
}

/**
 * What a source's deliveries that are kept (30 days) would say if it were set otherwise, incident by incident; writes nothing. Of
 * several deliveries of one incident the last one that came counts.
 */
export async function previewRules(
  db: Database,
  source: string,
  { present, tried }: { readonly present: unknown; readonly tried: unknown },
): Promise<RulesPreview> {
  const found = new Map<string, { title: string | null; present: SaidIncident | null; tried: SaidIncident | null }>()
  const note = (told: Told, side: 'present' | 'tried'): void => {
    const before = found.get(told.id) ?? { title: null, present: null, tried: null }
    found.set(told.id, { ...before, title: told.title ?? before.title, [side]: saidOf(told) })
  }
  let [after, deliveries] = [0, 0]
  for (;;) {
    const kept = await keptDeliveries(db, source, after, page)
    for (const delivery of kept) {
      for (const told of incidentsIn(delivery, present)) note(told, 'present')
      for (const told of incidentsIn(delivery, tried)) note(told, 'tried')
    }
    deliveries += kept.length
    after = kept.at(-1)?.id ?? after
    const isCut = kept.length === page && deliveries >= most
    if (kept.length < page || isCut)
      return { deliveries, incidents: [...found].map(([id, each]) => ({ id, ...each })), isCut }
  }
}
