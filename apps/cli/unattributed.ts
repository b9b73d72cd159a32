import { type Command, InvalidArgumentError } from 'commander'
import { type Unattributed, type UnattributedKind, unattributedOf } from '#catalogue/unattributed'
import { DAY } from '#domain/instant'
import { readUnattributed } from '#storage/stores/unattributed'
import { harmless, print, printJson } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

const titles: Readonly<Record<UnattributedKind, string>> = {
  DEPLOYMENT_WITHOUT_COMMIT: 'Deployments whose commit nothing tells',
  COMMIT_NOT_TOLD: 'Deployments of commits that nobody told',
  IMAGE_WITHOUT_SERVICE: 'Images without a service',
  REPOSITORY_WITHOUT_SERVICE: 'Repositories that no service ships',
  INCIDENT_WITHOUT_SERVICE: 'Incidents of nothing that is deployed',
}

function days(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 36_500)
    throw new InvalidArgumentError('It must be 1 to 36500 days.')
  return number
}

function lines({ name, count, example, reason, mend }: Unattributed): string[] {
  const title = `  ${name}  ${count}${example === null ? '' : `, such as ${example}`}`
  return [title, `    ${reason}`, `    ${mend}`].map(harmless)
}

function inWords(found: readonly Unattributed[], span: number): string {
  if (found.length === 0) return `Nothing waits: all of the last ${span} days is attributed.`
  const kinds = new Set(found.map(({ kind }) => kind))
  const parts = [...kinds].map((kind) =>
    [titles[kind], ...found.filter((item) => item.kind === kind).flatMap(lines)].join('\n'),
  )
  return `${parts.join('\n\n')}\n\nWords in capitals are for you to fill in. Everything is repaired for the past too.`
}

async function run(options: { readonly days: number; readonly json?: boolean }): Promise<void> {
  const now = Date.now()
  const scope = { from: now - options.days * DAY, to: now + DAY }
  const { rows, services } = await withExistingDatabase((db) => readUnattributed(db, scope))
  const found = unattributedOf(rows, services)
  if (options.json !== true) return print(inWords(found, options.days))
  printJson(
    found.map((item) => ({ ...item, lastAt: item.lastAt === null ? null : new Date(item.lastAt).toISOString() })),
  )
}

/** `leadline unattributed`. */
export function unattributedCommand(program: Command): void {
  program
    .command('unattributed')
    .description('List what nobody has claimed, each with the one command that repairs it, past and future')
    .option('--days <number>', 'how far to look back', days, 90)
    .option('--json', 'for machines')
    .action(run)
}
