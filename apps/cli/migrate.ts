import type { Command } from 'commander'
import { print, printJson } from './terminal.ts'
import { withDatabase } from './with-database.ts'

/** `leadline migrate`. */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database to this release; start does so by itself')
    .option('--json', 'for machines')
    .action(async (options: { json?: boolean }) => {
      await withDatabase(() => Promise.resolve())
      if (options.json === true) printJson({ migrated: true })
      else print('The database is at this release.')
    })
}
