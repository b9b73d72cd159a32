import type { Command } from 'commander'
import { changeWords } from '#catalogue/words'
import type { CatalogueChange } from '#domain/catalogue'
import { wishReading } from '#ingest/reading-run'
import { catchUp } from '#ingest/rebuild'
import { changeCatalogue, readCatalogueState } from '#storage/stores/catalogue'
import { repositorySources } from '#storage/stores/repository-sources'
import { repositorySystems } from '../server/repositories/systems.ts'
import { catalogueIn, planOf, refuseProblems, usualFile } from './catalogue-file.ts'
import { idleLines, idleRulesIn } from './idle-rules.ts'
import { rebuildBars } from './progress.ts'
import { print, printJson, say } from './terminal.ts'
import { withDatabase } from './with-database.ts'

interface ApplyOptions {
  readonly json?: boolean
  readonly wait: boolean
}

async function run(file: string, { json, wait }: ApplyOptions): Promise<void> {
  const { wanted, placeText } = await catalogueIn(file)
  const startedAt = performance.now()
  const { changes, isRead, warnings } = await withDatabase(async (db) => {
    const taken = await changeCatalogue(db, (present) => {
      const plan = planOf(present, wanted, { now: Date.now(), placeText })
      refuseProblems(plan)
      return plan.changes
    })
    const read = taken.length === 0 ? [] : await repositorySources(db, repositorySystems)
    for (const { name } of read) await wishReading(db, name, Date.now())
    const bars = rebuildBars()
    try {
      if (wait && taken.length > 0) await catchUp(db, { clock: () => Date.now(), onProgress: bars.onProgress })
    } finally {
      bars.end()
    }
    const present = await readCatalogueState(db)
    const warnings = await idleRulesIn(db, wanted, { present, changes: [] })
    return { changes: taken, isRead: read.length > 0, warnings }
  })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  if (json === true) return printJson({ changes, seconds, waited: wait, warnings })
  if (changes.length === 0) print('Everything is as the file wants it; nothing was changed.')
  else tell(changes, { wait, isRead, seconds })
  for (const line of idleLines(warnings)) say(line)
}

function tell(
  changes: readonly CatalogueChange[],
  { wait, isRead, seconds }: Pick<ApplyOptions, 'wait'> & { readonly isRead: boolean; readonly seconds: number },
): void {
  print(changes.flatMap(changeWords).join('\n'))
  say(
    wait
      ? `Applied, with effect on the past; every answer shows it (${seconds} s).`
      : 'Applied; a running Leadline makes the numbers of the past anew. GET /api/ingest says pending: 0 when it is done.',
  )
  if (isRead)
    say(
      'Repositories are read again, for what the new services and paths need of them: within seconds where Leadline runs.',
    )
}

/** `leadline apply`. */
export function applyCommand(program: Command): void {
  program
    .command('apply')
    .description('Make the catalogue what a leadline.yaml says, with effect on the past; all of it or nothing')
    .argument('[file]', 'the file; - for standard input', usualFile)
    .option('--no-wait', 'do not wait until every answer shows it')
    .option('--json', 'for machines')
    .action(run)
}
