import { HOUR, MINUTE } from '#domain/instant'
import { saveRules } from '#storage/stores/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inParallel } from './support/histories/git-oracle.ts'
import { type Leadline, startLeadline } from './support/leadline.ts'
import { answerOf } from './support/metric-cases/case-answer.ts'
import { differences } from './support/metric-cases/case-compare.ts'
import { CaseTeller } from './support/metric-cases/case-events.ts'
import {
  type CaseFile,
  isStatistic,
  type MetricCase,
  ownCases,
  readCases,
  sharedCases,
} from './support/metric-cases/case-file.ts'
import { chainOf } from './support/metric-cases/case-graph.ts'
import { type CaseRun, definitionOf, runsOf } from './support/metric-cases/case-runs.ts'
import { statisticAnswer } from './support/metric-cases/case-statistics.ts'
import type { Telling, WireEvent } from './support/metric-cases/case-telling.ts'
import { shuffled } from './support/shuffle.ts'

/** Cases that are not answered yet, and what they wait for. */
const notYet: Readonly<Record<string, string>> = {}

/** How the events of a telling are sent: none may change an answer. */
const orders = ['in order', 'shuffled', 'doubled', 'one a request', 'as a graph'] as const
type Order = (typeof orders)[number]

const shared = readCases(sharedCases)
if (shared === null) process.stdout.write('metric-cases.json is not beside this project: only our own cases are run.\n')
const files = [
  { name: 'our own cases', file: readCases(ownCases) },
  { name: 'metric-cases.json', file: shared },
].filter((entry): entry is { name: string; file: CaseFile } => entry.file !== null)

let leadline: Leadline

/** One telling of one run, posted once and asked once. */
interface Told {
  readonly run: CaseRun
  readonly order: Order
  readonly telling: Telling
  readonly teller: CaseTeller
}

function permuted(metricCase: MetricCase, file: CaseFile): MetricCase | null {
  const [event] = metricCase.events
  return event?.e === 'permute' ? (file.cases.find((other) => other.id === event.of) ?? null) : null
}

function canBeGraph(metricCase: MetricCase): boolean {
  const teller = new CaseTeller(metricCase, { prefix: 'x', form: 'INCLUDES', recorded: false })
  return chainOf(metricCase.events, (ref) => teller.branchOf(ref)) !== null && metricCase.query.services === undefined
}

/** Every telling of a case's runs, with names of its own. */
function tellingsOf(metricCase: MetricCase, file: CaseFile): Told[] {
  return runsOf(metricCase, file).flatMap((run, index) =>
    orders
      .filter((order) => order !== 'as a graph' || canBeGraph(run.told))
      .map((order) => {
        const prefix = `${metricCase.id}-${index}-${orders.indexOf(order)}`
        const telling: Telling = {
          prefix,
          form: order === 'as a graph' ? 'GRAPH' : 'INCLUDES',
          recorded: run.asOf !== null,
        }
        return { run, order, telling, teller: new CaseTeller(run.told, telling) }
      }),
  )
}

/** Twenty-four random orders of a case, some of its events twice. */
function permutationsOf(metricCase: MetricCase, file: CaseFile): Told[] {
  const original = permuted(metricCase, file)
  if (original === null) return []
  const [run] = runsOf(original, file)
  if (run === undefined) return []
  return Array.from({ length: 24 }, (_, index) => {
    const telling: Telling = { prefix: `${metricCase.id}-p${index}`, form: 'INCLUDES', recorded: false }
    return {
      run: { ...run, label: metricCase.id },
      order: 'doubled',
      telling,
      teller: new CaseTeller(run.told, telling),
    }
  })
}

async function post({ order, teller, telling }: Told, seed: number): Promise<void> {
  const { events, catalogue } = teller.tell()
  for (const line of catalogue) await leadline.describe(line)
  if (order === 'in order' || order === 'as a graph') return leadline.post(events, { duplicates: true })
  if (order === 'shuffled') return leadline.post(shuffled(events, seed), { duplicates: true })
  if (order === 'doubled')
    return leadline.post(shuffled([...events, ...events.filter((_, index) => (index + seed) % 2 === 0)], seed), {
      duplicates: true,
    })
  expect(telling.prefix).not.toBe('')
  for (const event of shuffled<WireEvent>(events, seed + 1)) await leadline.post([event], { duplicates: true })
}

async function answer({ run, teller, telling }: Told) {
  const { query } = run.told
  const window = { from: query.from ?? '', to: query.to ?? '', timeZone: query.tz ?? 'UTC' }
  const asOf = run.asOf === 'now' ? null : run.asOf
  const question = {
    service: teller.name(run.service),
    environment: query.env ?? '',
    window,
    definition: definitionOf(run.config),
    asOf,
  }
  return answerOf(leadline.ask, question, `${telling.prefix}.`)
}

const posted = files.flatMap(({ file }) =>
  file.cases
    .filter((each) => !isStatistic(each))
    .flatMap((each) => [
      ...tellingsOf(each, file).filter(() => permuted(each, file) === null),
      ...permutationsOf(each, file),
    ]),
)

beforeAll(async () => {
  leadline = await startLeadline()
  const defaults = files[0]?.file.defaults
  await saveRules(leadline.db, {
    blameWindow: (defaults?.heuristicWindowHours ?? 24) * HOUR,
    mergeWindow: 30 * MINUTE,
    sourceRank: defaults?.sourceRank ?? [],
  })
  await inParallel([...posted.entries()], 6, ([index, told]) => post(told, index))
  await leadline.idle()
}, 300_000)

afterAll(() => leadline?.close())

describe.each(files)('$name', ({ file }) => {
  const statistics = file.cases.filter(isStatistic)
  const through = file.cases.filter((each) => !isStatistic(each) && permuted(each, file) === null)

  it.each(statistics)('$id $title (the pure functions)', (metricCase) => {
    for (const run of runsOf(metricCase, file)) {
      const unit = (run.config.granularity ?? 'CHANGE') as 'CHANGE' | 'COMMIT' | 'DEPLOYMENT'
      expect(differences(run.expect, statisticAnswer(metricCase, unit)), run.label).toEqual([])
    }
  })

  it.each(through.filter(({ id }) => notYet[id] === undefined))('$id $title', async (metricCase) => {
    const told = posted.filter(
      (each) => each.run.label.split(' ')[0] === metricCase.id && file.cases.some(({ id }) => each.run.told.id === id),
    )
    expect(told.length).toBeGreaterThanOrEqual(4)
    const answers = await inParallel(told, 4, answer)
    const wrong = told.flatMap((each, index) =>
      differences(each.run.expect, answers[index] ?? {}).map((text) => `${each.run.label}, ${each.order}: ${text}`),
    )
    expect(wrong).toEqual([])
  })

  it.each(file.cases.filter((each) => permuted(each, file) !== null))('$id $title', async (metricCase) => {
    const original = permuted(metricCase, file)
    const first = posted.find((each) => each.run.label === original?.id && each.order === 'in order')
    const told = posted.filter((each) => each.run.label === metricCase.id)
    expect(told).toHaveLength(24)
    const expected = await answer(first as Told)
    for (const each of told) expect(await answer(each)).toEqual(expected)
  })
})

it('lists exactly the cases that are not answered yet', async () => {
  for (const id of Object.keys(notYet)) {
    const told = posted.filter((each) => each.run.label.split(' ')[0] === id)
    const found = await Promise.all(told.map(async (each) => differences(each.run.expect, await answer(each)).length))
    if (told.length > 0) expect(Math.max(...found), `${id} passes now: take it off the list`).toBeGreaterThan(0)
  }
})

it('would see a wrong answer', async () => {
  const told = posted.find((each) => each.run.label === 'OWN01')
  const answered = await answer(told as Told)
  expect(differences({ leadTimeMin: { samples: [300, 31] } }, answered)).toHaveLength(1)
  expect(differences({ leadTimeMin: { n: 3, p50: 165.02 }, deployments: 2 }, answered)).toHaveLength(3)
  expect(differences({ changeFail: { rate: 0.001 }, flags: ['NO_PREDECESSOR'] }, answered)).toHaveLength(2)
  expect(differences({ leadTimeMin: { p90: 0 } }, answered)).toHaveLength(1)
})
