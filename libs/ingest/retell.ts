import type { Instant } from '#domain/instant'
import { entityOf } from '#domain/entity-key'
import { parseEvent } from '#sources/events/parse-event'
import type { Database } from '#storage/database'
import { type Delivery, keptDeliveries, lockTranslation, offerSourceAgain } from '#storage/stores/deliveries'
import { entityHashText } from '#storage/stores/entity-hash'
import { type OtherwiseTold, otherwiseTold } from '#storage/stores/source-places'
import { forgetProgress, toldByPart } from '#storage/stores/source-progress'
import { withdrawStatements } from '#storage/stores/source-removal'
import { translateDelivery } from './translate-inbox.ts'

/** Deliveries that are looked at together. */
const page = 50

function statementsOf(delivery: Delivery, settings: unknown): readonly unknown[] {
  const translation = translateDelivery(delivery, settings)
  return 'ignored' in translation ? [] : translation.statements
}

/** What a delivery speaks of in another way by the present settings than by some that stood before, by hash (hex). */
function otherwise(delivery: Delivery, { settings, told }: OtherwiseTold, now: Instant): string[] {
  const { cluster: _cluster, environment: _environment, rules: _rules, ...rest } = settings
  const ways = [settings, ...told.map((places) => ({ ...rest, ...places }))].map(
    (way) => new Map(statementsOf(delivery, way).map((statement) => [JSON.stringify(statement), statement])),
  )
  const all = new Map(ways.flatMap((way) => [...way]))
  const sender = { source: delivery.source, allowAnySource: false, mayImport: false, now }
  return [...all].flatMap(([text, statement]) => {
    if (ways.every((way) => way.has(text))) return []
    const parsed = parseEvent(statement, sender)
    return parsed.ok ? [entityHashText(entityOf(parsed.event).entity)] : []
  })
}

/** Collects what is spoken of in another way, from after a delivery to the last; gives the id of the last. */
async function collect(
  db: Database,
  source: OtherwiseTold,
  { after, into, now }: { readonly after: number; readonly into: Set<string>; readonly now: Instant },
): Promise<number> {
  for (let last = after; ; ) {
    const deliveries = await keptDeliveries(db, source.name, last, page)
    for (const delivery of deliveries) for (const entity of otherwise(delivery, source, now)) into.add(entity)
    if (deliveries.length < page) return deliveries.at(-1)?.id ?? last
    last = deliveries.at(-1)?.id ?? last
  }
}

async function retell(db: Database, source: OtherwiseTold, now: Instant): Promise<boolean> {
  const into = new Set<string>()
  const after = await collect(db, source, { after: 0, into, now })
  return db.transaction(async (tx) => {
    await lockTranslation(tx)
    const [present] = await otherwiseTold(tx, source.name)
    // Set to something else meanwhile, or done by another process: the next turn looks again.
    if (present?.told.length !== source.told.length) return false
    await collect(tx, source, { after, into, now })
    await forgetProgress(tx, source.name, toldByPart)
    if (into.size === 0) return true
    await withdrawStatements(tx, source.name, (within) => offerSourceAgain(within, source.name), [...into])
    return true
  })
}

/**
 * Where sources of reconcilers were set to other places: what they told of deliveries that are still kept is taken back, and they
 * are translated again. What was told of others stays. Gives of how many sources something was done.
 */
export async function retellChanged(db: Database, now: Instant): Promise<number> {
  let done = 0
  for (const source of await otherwiseTold(db)) if (await retell(db, source, now)) done += 1
  return done
}
