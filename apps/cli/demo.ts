import { demoCatalogue } from '#demo/catalogue'
import { plural } from '#dashboards/format'
import type { Command } from 'commander'
import { removeDemo, tellDemo } from '../server/demo.ts'
import { examples, print, printJson } from './terminal.ts'
import { withDatabase, withExistingDatabase } from './with-database.ts'

async function run(options: { readonly remove?: boolean; readonly json?: boolean }): Promise<void> {
  const now = Date.now()
  if (options.remove === true) {
    const removed = await withExistingDatabase(removeDemo)
    if (options.json === true) return printJson({ removed })
    return print(
      removed === 0
        ? 'There was no demo.'
        : `Took out ${plural(removed, 'event')} of the demo, and the names that only it used.`,
    )
  }
  const accepted = await withDatabase((db) => tellDemo(db, now))
  if (options.json === true) return printJson({ accepted })
  print(
    accepted === 0
      ? 'The demo is there already. To tell it anew up to today: npx leadline demo --remove, then npx leadline demo.'
      : `Loaded ${plural(accepted, 'event')} of ${demoCatalogue.length} invented services. To take them out: npx leadline demo --remove`,
  )
}

/** `leadline demo [--remove]`. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('Load a year of invented services, or take them out again')
    .option('--remove', 'take out everything of the demo; your own data stays')
    .option('--json', 'for machines')
    .addHelpText('after', examples('npx leadline demo', 'npx leadline demo --remove'))
    .action(run)
}
