import type { Instant } from '#domain/instant'
import { type CatalogueEntry, configRepository, demoCatalogue } from './catalogue.ts'
import { demoEvents } from './demo-events.ts'
import type { WireEvent } from './wire-event.ts'

/** The doors of a running Leadline that the demo comes in by: the same that everybody uses. */
export interface DemoDoors {
  /** Enters a service into the catalogue. */
  describe(entry: CatalogueEntry): Promise<void>
  /** Posts at most 1,000 events; gives how many were accepted. Throws when one is refused. */
  post(events: readonly WireEvent[]): Promise<number>
}

/** All names that the demo brings. */
export const demoNames = {
  services: demoCatalogue.map((entry) => entry.name),
  teams: [...new Set(demoCatalogue.map((entry) => entry.team))],
  repositories: [...new Set([configRepository, ...demoCatalogue.map((entry) => entry.repository)])],
} as const

/** Tells the demo, catalogue first, so that nothing is projected twice. Gives the number of events accepted. */
export async function loadDemo(doors: DemoDoors, now: Instant): Promise<number> {
  for (const entry of demoCatalogue) await doors.describe(entry)
  let accepted = 0
  let batch: WireEvent[] = []
  for (const event of demoEvents(now)) {
    batch.push(event)
    if (batch.length < 1_000) continue
    accepted += await doors.post(batch)
    batch = []
  }
  return batch.length === 0 ? accepted : accepted + (await doors.post(batch))
}
