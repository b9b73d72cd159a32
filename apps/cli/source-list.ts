import { ownTrouble, reasonWords, refusedWords, sourceWords } from '#dashboards/source-words'
import { readPlaces, ruledSystems, storedRules } from '#domain/naming/reconciler-places'
import { sources as systems } from '#sources/index'
import { sourceView } from '#graphql/source/source-view'
import { type SourceRow, sources } from '#storage/queries/sources'
import { webhookSystems } from '../server/webhook-systems.ts'
import { harmless, print, printJson, say, table } from './terminal.ts'
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

interface Shown {
  readonly name: string
  readonly state: string
  readonly quarantined: number
  readonly refusals: readonly { readonly reason: string; readonly count: number; readonly lastAt: string }[]
  readonly message: string | null
  readonly problems: readonly string[]
}

/** What is amiss with a source, a line each. */
function troubleOf({ name, state, quarantined, refusals, message, problems: remarked }: Shown): string[] {
  const problems = state === 'off' ? [] : remarked
  const own = ownTrouble({ message, refusals })
  const rest = problems.length - mostProblems
  const lines = [
    ...(own === null ? [] : [own]),
    ...(quarantined === 0 ? [] : [refusedWords(quarantined)]),
    ...refusals.map((refusal) => `  ${reasonWords(refusal)} (last ${refusal.lastAt})`),
    ...problems.slice(0, mostProblems),
    ...(rest > 0 ? [`and ${rest} more; --json lists them`] : []),
  ]
  return lines.map((line) => harmless(`${name}: ${line}`))
}

function placesOf(settings: unknown) {
  const rules = storedRules(settings)
  return { ...readPlaces(settings), ...(rules.length > 0 && { rules }) }
}

function budgetShown(budget: SourceRow['budget']) {
  if (budget === null) return null
  return { ...budget, resetsAt: budget.resetsAt === null ? null : new Date(budget.resetsAt).toISOString() }
}

function shownOf(row: SourceRow) {
  return {
    name: row.name,
    system: row.system,
    verified: systems.find(({ id }) => id === row.system)?.verified ?? null,
    state: stateOf(row),
    url: placeOf(row),
    ...(ruledSystems.includes(row.system) && { places: placesOf(row.settings) }),
    lastEventAt: row.lastEventAt === null ? null : new Date(row.lastEventAt).toISOString(),
    readAt: row.readAt === null ? null : new Date(row.readAt).toISOString(),
    budget: budgetShown(row.budget),
    accepted: row.accepted,
    ignored: row.ignored,
    quarantined: row.quarantined,
    refusals: row.refusals.map((refusal) => ({ ...refusal, lastAt: new Date(refusal.lastAt).toISOString() })),
    message: row.message,
    problems: row.problems ?? [],
  }
}

/** `leadline source list`. */
export async function listSources({ json }: { readonly json?: boolean }): Promise<void> {
  const rows = await withExistingDatabase((db) => db.query<SourceRow>(sources()))
  const shown = rows.map(shownOf)
  if (json === true) return printJson(shown)
  const lines = shown.map(({ name, system, state, url, lastEventAt, accepted, ignored, quarantined }) => [
    name,
    system,
    state,
    url,
    lastEventAt ?? 'never',
    ...[accepted, ignored, quarantined].map(String),
  ])
  print(table([['NAME', 'SYSTEM', 'STATE', 'ADDRESS', 'LAST EVENT', 'ACCEPTED', 'IGNORED', 'QUARANTINED'], ...lines]))
  for (const source of shown) for (const line of troubleOf(source)) say(line)
}
