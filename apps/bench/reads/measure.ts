import type { Door } from '../ask.ts'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { naiveMetrics, naiveTrend } from './naive.ts'
import type { Question } from './questions.ts'

/** What a question costs, in milliseconds of a whole round trip. */
export interface ReadCost {
  readonly p50: number
  readonly p99: number
  /** Of one answer's body. */
  readonly bytes: number
  /** Rows and index entries that Postgres handed out for one answer. */
  readonly rowsRead: number
}

function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b)
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
}

/** Asks once, and reads the whole answer. */
export async function askOnce(
  { url, token }: Door,
  { query, variables }: Question,
): Promise<{ readonly text: string; readonly took: number }> {
  const started = performance.now()
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const text = await answer.text()
  const took = performance.now() - started
  if (!answer.ok || text.includes('"errors"')) throw new Error(`${answer.status} ${text.slice(0, 500)}`)
  return { text, took }
}

async function handedOut(db: Database): Promise<number> {
  const [row] = await db.query<{ rows: number }>(sql`
    select (tup_returned + tup_fetched)::float8 as rows from pg_stat_database where datname = current_database()`)
  return row?.rows ?? Number.NaN
}

/** Statistics of other sessions arrive within a second. */
const arrival = 1_200

/**
 * Asks each question in turn, so many times in all, one after another, when all are warm: as often is asked before, for Node
 * compiles what runs often, and what was read is in memory.
 */
export async function costOf(
  door: Door,
  db: Database,
  questions: readonly Question[],
  times: number,
): Promise<ReadCost> {
  for (let asked = 0; asked < times; asked += questions.length)
    for (const question of questions) await askOnce(door, question)
  await settle()
  const before = await handedOut(db)
  const took: number[] = []
  let bytes = 0
  for (let index = 0; index < times; index += 1) {
    const question = questions[index % questions.length]
    if (question === undefined) break
    const { text, took: each } = await askOnce(door, question)
    took.push(each)
    bytes += Buffer.byteLength(text)
  }
  await settle()
  const rowsRead = ((await handedOut(db)) - before) / times
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), bytes: bytes / times, rowsRead }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, arrival))
}

/** Asks at a steady rate, whether earlier answers have come or not: waiting in a queue counts. */
export async function costAtRate(
  door: Door,
  questions: readonly Question[],
  perSecond: number,
  seconds: number,
): Promise<{ readonly p50: number; readonly p99: number }> {
  const total = perSecond * seconds
  const started = performance.now()
  const asking: Promise<number>[] = []
  for (let index = 0; index < total; index += 1) {
    const due = started + (index * 1000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const question = questions[index % questions.length]
    if (question !== undefined) asking.push(askOnce(door, question).then(() => performance.now() - due))
  }
  const took = await Promise.all(asking)
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }
}

/** The same questions to the naive tables: the statement alone, without any API around it. */
export async function naiveCost(db: Database, questions: readonly Question[], times: number): Promise<number> {
  const took: number[] = []
  for (let index = 0; index < times; index += 1) {
    const question = questions[index % questions.length]
    if (question === undefined) continue
    const ask = question.naive === 'METRICS' ? naiveMetrics : naiveTrend
    const started = performance.now()
    await db.query(ask(question.services, question))
    took.push(performance.now() - started)
  }
  return percentile(took, 0.5)
}
