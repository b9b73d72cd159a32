import { idleRules } from '#catalogue/idle-rules'
import { plannedRules } from '#catalogue/planned-rules'
import type { CatalogueChange, CatalogueState, WantedCatalogue } from '#domain/catalogue'
import { ruledStreams } from '#graphql/alert-rule/idle-rules-of'
import type { Database } from '#storage/database'

/** A rule of the file of which something changes nothing. */
export interface IdleRule {
  readonly section: 'alerts' | 'freezes' | 'notify'
  readonly name: string
  readonly warning: string
}

/** What of the rules that a file states changes nothing once it is applied. */
export async function idleRulesIn(
  db: Pick<Database, 'query'>,
  wanted: WantedCatalogue,
  { present, changes }: { readonly present: CatalogueState; readonly changes: readonly CatalogueChange[] },
): Promise<readonly IdleRule[]> {
  const { alerts = [], freezes = [], notify = [] } = wanted
  if (alerts.length + freezes.length + notify.length === 0) return []
  const streams = await ruledStreams(db, {
    alerts: [...present.alerts, ...alerts],
    notify: [...present.notify, ...notify],
  })
  const planned = plannedRules(present, changes, streams)
  const idle = idleRules(planned.rules, planned.streams)
  return (['alerts', 'freezes', 'notify'] as const).flatMap((section) =>
    (wanted[section] ?? []).flatMap(({ name }): IdleRule[] => {
      const warning = idle[section].get(name)
      return warning === undefined ? [] : [{ section, name, warning }]
    }),
  )
}

/** A line for each. */
export function idleLines(idle: readonly IdleRule[]): readonly string[] {
  return idle.map(({ section, name, warning }) => `warning ${section}: ${name}: ${warning}`)
}
