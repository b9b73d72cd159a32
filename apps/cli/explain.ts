import { type Command, InvalidArgumentError } from 'commander'
import { plural } from '#dashboards/format'
import {
  type ChainAnswer,
  evidenceOf,
  type ExplainAnswer,
  type Explanation,
  type Opened,
} from './explanation/explanation.ts'
import { metricNamed } from './explanation/metric-named.ts'
import { chainQuestion, explanationQuestion, serviceQuestion } from './explanation/question.ts'
import { explanationText } from './explanation/text.ts'
import { type PrivateLeadline, withExistingLeadline } from './private-leadline.ts'
import { examples, print, printJson } from './terminal.ts'
import { usualWindow, windowOf, zone } from './window-options.ts'

export interface ExplainOptions {
  readonly environment: string
  /** How long a window that ends now; `P90D` where none is named. */
  readonly window?: string
  readonly from?: string
  readonly to?: string
  readonly timeZone: string
  readonly first: number
  readonly sample?: number
  readonly json?: boolean
}

/** What one page of the API holds. */
const mostEntries = 100

function entries(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > mostEntries)
    throw new InvalidArgumentError(`It must be 1 to ${mostEntries}.`)
  return number
}

type Asked = Pick<PrivateLeadline, 'ask' | 'settle'>

async function opened(leadline: Asked, found: Omit<Explanation, 'opened'>, number: number): Promise<Opened> {
  const { of, list } = evidenceOf(found)
  const entry = list.nodes[number - 1]
  if (entry === undefined)
    throw new Error(
      list.totalCount === 0
        ? `There is no sample ${number}: the value was counted from none.`
        : `There is no sample ${number}: the value was counted from ${plural(list.totalCount, of.slice(0, -1))}.`,
    )
  const change = 'change' in entry ? (entry.change?.id ?? null) : null
  const deployment = 'deployment' in entry ? entry.deployment.id : entry.id
  const variables = { deployment, ...(change === null ? {} : { change }) }
  const answer = await leadline.ask<ChainAnswer>(chainQuestion(change !== null), variables)
  if (answer.deployment === null) throw new Error('The deployment is not there any more; ask again.')
  return { number, deployment: answer.deployment, change: answer.change ?? null }
}

/**
 * What the API says of one value, with one of its samples opened where the options name it.
 *
 * @throws an error that names what was probably meant, for an unknown service, metric or environment
 */
export async function explain(
  leadline: Asked,
  service: string,
  name: string,
  options: ExplainOptions,
): Promise<Explanation> {
  const metric = metricNamed(name)
  const { environment, sample } = options
  await leadline.settle()
  await leadline.ask(serviceQuestion, { service })
  const first = Math.max(options.first, sample ?? 0)
  const variables = { service, environment, window: windowOf('--window', options.window, options), first }
  const answer = await leadline.ask<ExplainAnswer>(explanationQuestion(metric), variables)
  if (answer.service === null) throw new Error(`No service is called "${service}".`)
  const corrected = answer.corrected ?? { totalCount: 0, nodes: [] }
  const found = { metric, environment, service: answer.service, corrected }
  return { ...found, opened: sample === undefined ? null : await opened(leadline, found, sample) }
}

async function run(service: string, metric: readonly string[], options: ExplainOptions): Promise<void> {
  const explanation = await withExistingLeadline((leadline) => explain(leadline, service, metric.join(' '), options))
  if (options.json !== true) return print(explanationText(explanation))
  const { metric: of, service: found, environment, opened: sample, corrected } = explanation
  printJson({
    service: found.name,
    environment,
    metric: of,
    answer: found.metrics[of],
    corrected: corrected.nodes,
    sample,
  })
}

/** `leadline explain`. */
export function explainCommand(program: Command): void {
  program
    .command('explain')
    .argument('<service>', 'whose number')
    .argument('<metric...>', 'which of the five, by the name here, by that of DORA, or as people say it: MTTR')
    .description('Say what a number was counted from, and how each of its samples is known')
    .option('--environment <name>', 'where', 'production')
    .option('--window <duration>', `how long a window that ends now (default: ${usualWindow})`)
    .option('--from <date>', 'in its place: the first day, or moment, of the window')
    .option('--to <date>', 'with --from: the first day, or moment, that is no longer in it (default: now)')
    .option('--time-zone <zone>', 'zone in which days are cut', zone, 'UTC')
    .option('--first <number>', `how many samples to list, at most ${mostEntries}`, entries, 10)
    .option('--sample <number>', 'open this one of the list: its changes, commits, links and records', entries)
    .option('--json', "for machines: the API's own answer")
    .addHelpText(
      'after',
      examples(
        'npx leadline explain checkout lead time',
        'npx leadline explain checkout MTTR --window P1Y',
        'npx leadline explain checkout change fail rate --from 2026-03-01 --to 2026-04-01 --sample 1',
      ),
    )
    .action(run)
}
