import { plural } from '#dashboards/format'
import { incidentSystems } from '#domain/naming/reconciler-places'
import { leadlineCommand } from '#domain/shell-command'
import { previewRules, type SaidIncident } from '#ingest/preview-rules'
import { sourceNamed } from './source-named.ts'
import { placeSettings } from './source-places.ts'
import { print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** Incidents that are listed; `--json` lists all. */
const mostListed = 50

function words(said: SaidIncident | null): string {
  if (said === null) return 'no incident'
  const { services, environment, classification } = said
  const where = environment === null ? '' : ` in ${environment}`
  return `${services.join(', ')}${where}${classification === 'incident' ? '' : ` (${classification})`}`
}

/** `leadline source preview NAME --rules FILE`: what other rules would make of what was delivered; changes nothing. */
export async function showRulesPreview(name: string, rules: string, json: boolean): Promise<void> {
  const preview = await withExistingDatabase(async (db) => {
    const { system, settings } = await sourceNamed(db, name, {
      systems: incidentSystems,
      why: 'have rules that can be tried',
    })
    const places = await placeSettings(system, { rules }, settings)
    return previewRules(db, name, { present: settings, tried: { ...settings, ...places } })
  })
  if (json) return printJson(preview)
  const { incidents, deliveries, isCut } = preview
  const changed = incidents.filter((each) => words(each.present) !== words(each.tried))
  const rows = changed
    .slice(0, mostListed)
    .map((each) => [each.id.slice(0, 60), (each.title ?? '').slice(0, 60), words(each.present), words(each.tried)])
  if (rows.length > 0) print(table([['INCIDENT', 'TITLE', 'NOW', 'BY THESE RULES'], ...rows]))
  if (changed.length > mostListed) say(`and ${changed.length - mostListed} more; --json lists them`)
  say(
    `${plural(changed.length, 'incident')} of ${incidents.length} in ${plural(deliveries, 'delivery', 'deliveries')}${isCut ? ', the oldest that are kept,' : ''} would change. Nothing was changed: ${leadlineCommand('source', 'change', name, '--rules', rules)}`,
  )
}
