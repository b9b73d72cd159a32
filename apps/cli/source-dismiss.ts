import type { Command } from 'commander'
import { plural } from '#dashboards/format'
import type { Database } from '#storage/database'
import { type SourceRow, sources } from '#storage/queries/sources'
import { dismissRefused } from '#storage/stores/quarantine'
import { print, printJson } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** Names that an error shows. */
const mostNamed = 12

function namesOf(known: readonly string[]): string {
  if (known.length === 0) return 'is none yet'
  const more = known.length > mostNamed ? `, and ${known.length - mostNamed} more` : ''
  return `are ${known.slice(0, mostNamed).join(', ')}${more}`
}

/** How many were let go; of a source that is gone something may be kept still. */
async function dismiss(db: Database, name: string): Promise<number> {
  const dismissed = await dismissRefused(db, name)
  if (dismissed > 0) return dismissed
  const known = (await db.query<SourceRow>(sources())).map((source) => source.name)
  if (!known.includes(name))
    throw new Error(`There is no source ${name}; there ${namesOf(known)}. See: npx leadline source list`)
  return 0
}

async function run(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const dismissed = await withExistingDatabase((db) => dismiss(db, name))
  if (json === true) return printJson({ source: name, dismissed })
  if (dismissed === 0) print(`Nothing of ${name} was kept back.`)
  else
    print(
      `${plural(dismissed, 'delivery', 'deliveries')} of ${name} that could not be understood will not be offered again.`,
    )
}

/** `leadline source dismiss`. */
export function dismissCommand(source: Command): void {
  source
    .command('dismiss')
    .argument('<name>')
    .description('Let go of what could not be understood of a source, where nothing of it is wanted')
    .option('--json', 'for machines')
    .action(run)
}
