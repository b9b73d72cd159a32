import type { Command } from 'commander'
import { plural } from '#dashboards/format'
import { dismissRefused } from '#storage/stores/quarantine'
import { print, printJson } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

async function run(name: string, { json }: { readonly json?: boolean }): Promise<void> {
  const dismissed = await withExistingDatabase((db) => dismissRefused(db, name))
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
