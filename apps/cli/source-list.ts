import { sourceWords } from '#dashboards/source-words'
import { readPlaces, reconcilers } from '#domain/naming/reconciler-places'
import { sources as systems } from '#sources/index'
import { sourceView } from '#graphql/source/source-view'
import { type SourceRow, sources } from '#storage/queries/sources'
import { webhookSystems } from '../server/webhook-systems.ts'
import { print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** What could not be understood of one source, in sentences that are shown. */
const mostProblems = 10

/** Where a source of a system with a door of its own delivers to. */
export function addressOf(system: string, name: string): string {
  return `/webhooks/${system}/${encodeURIComponent(name)}`
}

/** Where it delivers to, or where it is read from. */
function placeOf({ system, name, address }: SourceRow): string {
  if (webhookSystems.includes(system)) return addressOf(system, name)
  return address ?? '/api/events'
}

/** In the words of the setup page. */
function stateOf(row: SourceRow): string {
  return sourceWords(sourceView(row, Date.now())).state.toLowerCase()
}

/** `leadline source list`. */
export async function listSources({ json }: { readonly json?: boolean }): Promise<void> {
  const rows = await withExistingDatabase((db) => db.query<SourceRow>(sources()))
  const shown = rows.map((row) => ({
    name: row.name,
    system: row.system,
    verified: systems.find(({ id }) => id === row.system)?.verified ?? null,
    state: stateOf(row),
    url: placeOf(row),
    ...(reconcilers.includes(row.system) && { places: readPlaces(row.settings) }),
    lastEventAt: row.lastEventAt === null ? null : new Date(row.lastEventAt).toISOString(),
    accepted: row.accepted,
    ignored: row.ignored,
    quarantined: row.quarantined,
    message: row.message,
    problems: row.problems ?? [],
  }))
  if (json === true) return printJson(shown)
  const trouble = shown.filter(({ message }) => message !== null)
  const lines = shown.map(({ name, system, state, url, lastEventAt, accepted, ignored, quarantined }) => [
    name,
    system,
    state,
    url,
    lastEventAt ?? 'never',
    ...[accepted, ignored, quarantined].map(String),
  ])
  print(table([['NAME', 'SYSTEM', 'STATE', 'ADDRESS', 'LAST EVENT', 'ACCEPTED', 'IGNORED', 'QUARANTINED'], ...lines]))
  for (const { name, message } of trouble) say(`${name}: ${message}`)
  for (const { name, problems } of shown.filter(({ state }) => state !== 'disabled')) {
    for (const problem of problems.slice(0, mostProblems)) say(`${name}: ${problem}`)
    if (problems.length > mostProblems) say(`${name}: and ${problems.length - mostProblems} more; --json lists them`)
  }
}
