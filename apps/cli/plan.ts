import type { Command } from 'commander'
import { effectsOf, type PlanEffects } from '#domain/catalogue-effects'
import { changeWords } from '#catalogue/words'
import type { CatalogueChange } from '#domain/catalogue'
import { duration, percent } from '#dashboards/format'
import { leadlineCommand } from '#domain/shell-command'
import { readCatalogueState } from '#storage/stores/catalogue'
import { catalogueIn, planOf, refuseProblems, usualFile } from './catalogue-file.ts'
import { idleLines, type IdleRule, idleRulesIn } from './idle-rules.ts'
import { type ShownNumbers, type TriedNumbers, tryNumbers } from './plan-numbers.ts'
import { print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

interface Planned {
  readonly changes: readonly CatalogueChange[]
  readonly effects: PlanEffects
  readonly numbers: readonly TriedNumbers[]
  /** Services of which nobody can say how far they move, and the repositories to be read again for it. */
  readonly unread: readonly { readonly service: string; readonly repositories: readonly string[] }[]
  readonly warnings: readonly IdleRule[]
}

async function plan(file: string, now: number): Promise<Planned> {
  const { wanted, placeText } = await catalogueIn(file)
  return withExistingDatabase(async (db) => {
    const present = await readCatalogueState(db)
    const planned = planOf(present, wanted, { now, placeText })
    refuseProblems(planned)
    const { changes } = planned
    const effects = effectsOf(changes)
    const numbers: TriedNumbers[] = []
    const unread: Planned['unread'][number][] = []
    for (const moved of effects.everything.length === 0 ? effects.services : []) {
      const tried = await tryNumbers(db, moved, { changes, present, now })
      numbers.push(...tried.numbers)
      if (tried.unread.length > 0) unread.push({ service: moved.service, repositories: tried.unread })
    }
    return { changes, effects, numbers, unread, warnings: await idleRulesIn(db, wanted, { present, changes }) }
  })
}

function moved(before: number | null, after: number | null, words: (value: number) => string): string {
  const [was, becomes] = [before, after].map((value) => (value === null ? 'none' : words(value)))
  return was === becomes ? `${was} (stays)` : `${was} -> ${becomes}`
}

function numberRow({ service, environment, until, before, after }: TriedNumbers): string[] {
  const of = (name: keyof ShownNumbers, words: (value: number) => string): string =>
    moved(before[name], after[name], words)
  return [
    `  ${service}`,
    environment,
    new Date(until).toISOString().slice(0, 10),
    of('deployments', String),
    of('medianLeadTimeSeconds', (seconds) => duration(seconds).text),
    of('changeFailureRate', (share) => percent(share).text),
  ]
}

function effectLines({ effects, numbers, unread }: Planned): string[] {
  const { services, everything } = effects
  if (everything.length > 0) {
    return ['Numbers of every service may move:', ...everything.map((reason) => `  ${reason}`)]
  }
  if (services.length === 0) return ['No number moves.']
  const lines = ['Numbers move of:', ...services.map(({ service, reasons }) => `  ${service}: ${reasons.join('; ')}`)]
  if (numbers.length > 0) {
    const head = ['  service', 'environment', '90 days until', 'deployments', 'median lead time', 'change failure rate']
    lines.push('', table([head, ...numbers.map(numberRow)]))
  }
  for (const { service, repositories } of unread)
    lines.push(
      `How far those of ${service} move is not known until ${repositories.join(', ')} is read again: nobody told which files its commits touch.`,
    )
  const tried = new Set([...numbers, ...unread].map(({ service }) => service))
  const rest = services.map(({ service }) => service).filter((service) => !tried.has(service))
  if (rest.length > 0) lines.push(`How far those of ${rest.join(', ')} move is known when the plan was applied.`)
  return lines
}

async function run(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const planned = await plan(file, Date.now())
  const { changes, effects, numbers, unread, warnings } = planned
  if (json === true) {
    const told = numbers.map((each) => ({ ...each, until: new Date(each.until).toISOString() }))
    return printJson({ changes, moves: effects, numbers: told, unread, warnings })
  }
  for (const line of idleLines(warnings)) say(line)
  if (changes.length === 0) return print('Everything is as the file wants it.')
  print(changes.flatMap(changeWords).join('\n'))
  print(`\n${effectLines(planned).join('\n')}`)
  print(`\nNothing was changed. To do it: ${leadlineCommand('apply', ...(file === usualFile ? [] : [file]))}`)
}

/** `leadline plan`. */
export function planCommand(program: Command): void {
  program
    .command('plan')
    .description('Show what a leadline.yaml would change, and which numbers would move; changes nothing')
    .argument('[file]', 'the file; - for standard input', usualFile)
    .option('--json', 'for machines')
    .action(run)
}
