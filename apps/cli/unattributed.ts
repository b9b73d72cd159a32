import { type Command, InvalidArgumentError } from 'commander'
import { type Unattributed, type UnattributedKind, unattributedOf } from '#catalogue/unattributed'
import { DAY, type Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { mostOlder } from '#storage/queries/unattributed'
import { countOlderUnattributed, readUnattributed } from '#storage/stores/unattributed'
import { harmless, print, printJson } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

const titles: Readonly<Record<UnattributedKind, string>> = {
  DEPLOYMENT_WITHOUT_COMMIT: 'Deployments whose commit nothing tells',
  COMMIT_NOT_TOLD: 'Deployments of commits that nobody told',
  HELD_BACK_SYNC: 'Syncs that are held back, since nobody knows which version they applied',
  IMAGE_WITHOUT_SERVICE: 'Images without a service',
  REPOSITORY_WITHOUT_SERVICE: 'Repositories that no service ships',
  INCIDENT_WITHOUT_SERVICE: 'Incidents of nothing that is deployed',
  FLAG_WITHOUT_SERVICE: 'Flags of no known service',
}

function days(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 36_500)
    throw new InvalidArgumentError('It must be 1 to 36500 days.')
  return number
}

/** Midnight of a day in UTC, or an instant. */
function since(value: string): Instant {
  const at = Date.parse(value)
  if (Number.isNaN(at)) throw new InvalidArgumentError('It is no date; write it as 2025-01-31.')
  return at
}

function lines({ name, count, example, reason, mend }: Unattributed): string[] {
  const title = `  ${name}  ${count}${example === null ? '' : `, such as ${example}`}`
  return [title, `    ${reason}`, `    ${mend}`].map(harmless)
}

interface Found {
  readonly items: readonly Unattributed[]
  /** Deployments from before. */
  readonly older: number
}

function olderInWords(older: number): string {
  if (older === 0) return ''
  const many = older >= mostOlder ? `${mostOlder} or more` : String(older)
  return `\n\nBefore that, ${many} ${older === 1 ? 'deployment has' : 'deployments have'} no known commit: ${leadlineCommand('unattributed', '--since', '2000-01-01')}`
}

function inWords({ items, older }: Found, span: string): string {
  if (items.length === 0) return `Nothing waits: all ${span} is attributed.${olderInWords(older)}`
  const kinds = new Set(items.map(({ kind }) => kind))
  const parts = [...kinds].map((kind) =>
    [titles[kind], ...items.filter((item) => item.kind === kind).flatMap(lines)].join('\n'),
  )
  return `${parts.join('\n\n')}\n\nWords in capitals are for you to fill in. Everything is repaired for the past too.${olderInWords(older)}`
}

interface UnattributedOptions {
  readonly days: number
  readonly since?: Instant
  readonly json?: boolean
}

async function run(options: UnattributedOptions): Promise<void> {
  const now = Date.now()
  const scope = { from: options.since ?? now - options.days * DAY, to: now + DAY }
  const found = await withExistingDatabase(async (db) => {
    const { rows, services } = await readUnattributed(db, scope)
    return { items: unattributedOf(rows, services), older: await countOlderUnattributed(db, scope.from) }
  })
  if (options.json === true) {
    const items = found.items.map((item) => ({
      ...item,
      lastAt: item.lastAt === null ? null : new Date(item.lastAt).toISOString(),
    }))
    return printJson({ items, older: found.older })
  }
  const span =
    options.since === undefined
      ? `of the last ${options.days} days`
      : `since ${new Date(options.since).toISOString().slice(0, 10)}`
  print(inWords(found, span))
}

/** `leadline unattributed`. */
export function unattributedCommand(program: Command): void {
  program
    .command('unattributed')
    .description('List what nobody has claimed, each with the one command that repairs it, past and future')
    .option('--days <number>', 'how far to look back', days, 90)
    .option('--since <date>', 'look back to this day instead', since)
    .option('--json', 'for machines')
    .action(run)
}
