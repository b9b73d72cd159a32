import { Command, InvalidArgumentError, Option } from 'commander'
import { progressBar } from '#apps/cli/progress'
import { examples, fail, outliveReaders, print, printJson, say } from '#apps/cli/terminal'
import { type TableName, tableNames } from './row.ts'
import { rowsOf, workers } from './run.ts'
import { headCommit, numberOf } from './seed.ts'
import { rowPlans } from './tables.ts'
import { textOf } from './text.ts'

interface Asked {
  readonly services: number
  readonly seed?: string
  readonly only?: TableName
  readonly history?: string
  readonly json: boolean
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Write a whole number from 1 on.')
}

async function simulate(asked: Asked): Promise<void> {
  const seed = asked.seed ?? headCommit(process.cwd())
  if (seed === null) throw new Error('There is no commit to take the seed from: name one with --seed TEXT.')
  const history = asked.history ?? null
  if (history === null) say('Without --history PATH no real history is shuffled.')
  const plans = rowPlans(history !== null).filter(({ table }) => asked.only === undefined || table === asked.only)
  if (plans.length === 0) throw new Error(`There is nothing in ${asked.only} without --history PATH.`)
  const { count, end } = workers({ seed: numberOf(seed), history })
  const bar = progressBar('Simulating', 100)
  const started = performance.now()
  try {
    const onProgress = (done: number, total: number): void => bar.to(Math.floor((100 * done) / total))
    const rows = await rowsOf(plans, { services: asked.services, count, onProgress })
    const seconds = (performance.now() - started) / 1000
    bar.end()
    const bounded = rows.filter(({ verdict }) => verdict !== null)
    const missed = bounded.filter(({ verdict }) => verdict === 'MISSED')
    if (asked.json) printJson({ seed, services: asked.services, seconds, rows })
    else
      print(
        `Seed ${seed}, ${asked.services} services a cell, ${seconds.toFixed(0)} s.\n\n${textOf(rows)}\n\n${missed.length} of ${bounded.length} bounds missed.`,
      )
    if (missed.length > 0) process.exitCode = 1
  } finally {
    bar.end()
    await end()
  }
}

outliveReaders()
const program = new Command('npm run simulate:alerts --')
  .description(
    'How often the detectors of alerts are wrong, and what they find, on made-up services whose truth is known.',
  )
  .option('--services <n>', 'services of each cell', wholeNumber, 500)
  .option('--seed <text>', 'what the worlds are made up from (default: the hash of the commit)')
  .addOption(new Option('--only <table>', 'one table').choices(tableNames))
  .option('--history <path>', 'a folder with commits.ndjson.gz and deployments.ndjson, whose weeks are shuffled')
  .option('--json', 'rows as JSON', false)
  .addHelpText(
    'after',
    `
A bound holds (yes), is missed by no more than chance explains (open), or is missed (NO); then the exit code is 1.
${examples('npm run simulate:alerts', 'npm run simulate:alerts -- --only lead-time --services 2000 --seed again')}`,
  )
try {
  await simulate(program.parse().opts<Asked>())
} catch (error) {
  fail(error)
}
