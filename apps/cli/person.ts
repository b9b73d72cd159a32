import { createInterface } from 'node:readline/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { plural } from '#dashboards/format'
import { type Erasure, erasePerson, rowsOfPerson, type Whom, whyNotErased } from '#ingest/erase-person'
import { catchUp } from '#ingest/rebuild'
import type { Database } from '#storage/database'
import { findPeople, type NamedPerson } from '#storage/stores/erasure'
import { rebuildBars } from './progress.ts'
import { examples, harmless, print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** People that are shown. */
const mostShown = 100

function rowOf({ id, name, email, login }: NamedPerson): string[] {
  return [String(id), ...[name, email, login].map((text) => (text === null ? '-' : harmless(text)))]
}

async function find(text: string, { json }: { readonly json?: boolean }): Promise<void> {
  const people = await withExistingDatabase((db) => findPeople(db, text, mostShown))
  if (json === true) return printJson(people)
  if (people.length === 0) return print(`Nobody is named so. Who was erased is not found any more.`)
  const rows = people.map((person) => [...rowOf(person), String(person.statements)])
  print(table([['ID', 'NAME', 'EMAIL', 'LOGIN', 'STATEMENTS'], ...rows]))
  if (people.length === mostShown) say(`The first ${mostShown}; ask for a longer text.`)
}

interface EraseOptions {
  readonly email?: string
  readonly login?: string
  readonly name?: string
  readonly id?: number
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

function whomOf({ email, login, name, id }: EraseOptions): Whom {
  const asked = [
    ...(email === undefined ? [] : [{ email }]),
    ...(login === undefined ? [] : [{ login }]),
    ...(name === undefined ? [] : [{ name }]),
    ...(id === undefined ? [] : [{ id }]),
  ]
  const [only] = asked
  if (only === undefined || asked.length > 1) throw new Error('Say whom by one of --email, --login, --name and --id.')
  return only
}

const unreached = [
  'What this cannot reach: clones of your own repositories in LEADLINE_HOME/mirrors, whose history names its authors;',
  'exports, backups and copies of the database made before; names of branches, repositories, services and teams; what',
  'the systems that send still hold. Disk space of what was emptied is used again after the next vacuum of Postgres.',
].join('\n')

async function isWanted({ yes, json }: EraseOptions): Promise<boolean> {
  if (yes === true) return true
  if (!process.stdin.isTTY || json === true)
    throw new Error('Nobody is there to be asked: say --yes, or --dry-run to see it.')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking.question('Erase them for good? There is no way back. [y/N] ')
  asking.close()
  return /^y(?:es)?$/i.test(answer.trim())
}

/** Derived states hold names until they are made anew: they are, before it is said to be done. */
async function eraseWhole(db: Database, rows: readonly NamedPerson[], whom: Whom): Promise<Erasure> {
  const erasure = await erasePerson(db, rows, whom)
  const bars = rebuildBars()
  try {
    await catchUp(db, { clock: () => Date.now(), onProgress: bars.onProgress })
  } finally {
    bars.end()
  }
  return erasure
}

function told({ people, statements, deliveries, quarantined, notes, stillNamed }: Erasure): string {
  const counts = [
    ['people emptied', people],
    ['texts of statements', statements],
    ['kept deliveries', deliveries],
    ['refused bodies', quarantined],
    ['names of tokens and messages', notes],
  ].map(([place, count]) => [`  ${place}`, String(count)])
  const still = stillNamed.map(({ place, name }) => `  ${place} ${harmless(name)}`)
  return [
    'Erased:',
    table(counts),
    'All statements stay, and so do the numbers; whoever comes under these names again is not stored by them.',
    ...(still.length === 0 ? [] : ['Still called so, by you or your systems:', ...still]),
  ].join('\n')
}

async function erase(options: EraseOptions): Promise<void> {
  const whom = whomOf(options)
  await withExistingDatabase(async (db) => {
    const rows = await rowsOfPerson(db, whom)
    const why = whyNotErased(rows)
    if (why !== null) throw new Error(why)
    if (options.json !== true) {
      say(
        rows.length === 0
          ? 'Nobody is stored so; they would be kept out from now on.'
          : `${plural(rows.length, 'row')} of the table of people:`,
      )
      if (rows.length > 0) say(table([['ID', 'NAME', 'EMAIL', 'LOGIN'], ...rows.map(rowOf)]))
      say(
        'Their names, addresses and logins are emptied here, in texts of commits, requests and incidents, and in kept deliveries.',
      )
      say(unreached)
    }
    if (options.dryRun === true) {
      if (options.json === true) printJson({ erased: false, people: rows })
      return
    }
    if (!(await isWanted(options))) return print('Nothing was erased.')
    const erasure = await eraseWhole(db, rows, whom)
    if (options.json === true) return printJson({ erased: true, ...erasure })
    print(told(erasure))
  })
}

function idOf(value: string): number {
  const id = Number(value)
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647)
    throw new InvalidArgumentError('It must be an id of: person find.')
  return id
}

function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.')
  return value
}

/** `leadline person find|erase`. */
export function personCommand(program: Command): void {
  const person = program.command('person').description('Find and erase people: names and addresses, not the numbers')
  person
    .command('find')
    .argument('<text>', 'part of a name, address or login', text)
    .description('Who is stored so, and how many statements name them')
    .option('--json', 'for machines')
    .action(find)
  person
    .command('erase')
    .description('Empty what names a person, and keep it from coming back; the numbers stay')
    .option('--email <address>', 'whoever has this address', text)
    .option('--login <login>', 'whoever has this login', text)
    .option('--name <name>', 'whoever has this whole name', text)
    .option('--id <number>', 'one row of: person find', idOf)
    .option('--dry-run', 'only say what would be emptied')
    .option('--yes', 'do not ask')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples(
        'npx leadline person find ada',
        'npx leadline person erase --email ada@example.com --dry-run',
        'npx leadline person erase --login ada --yes',
      ),
    )
    .action(erase)
}
