import type { Instant } from '#domain/instant'
import pg from 'pg'
import type { DataSource } from 'typeorm'
import { frequent, type Sql } from './sql.ts'

/** Where statements run: the pool, or one transaction. */
export interface Database {
  query<Row>(statement: Sql): Promise<Row[]>
  /**
   * Commits when `work` resolves, rolls back when it throws. Inside a transaction it joins that one. Statements that are asked
   * before an answer to others came run in the order in which they were asked.
   */
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>
  /** What `work` asks, one statement after another, is answered as of one moment. It may write nothing. Inside a transaction it joins that one. */
  snapshot<T>(work: (db: Pick<Database, 'query'>) => Promise<T>): Promise<T>
}

export interface OpenDatabase extends Database {
  /**
   * Gives `work` the database as TypeORM knows it, over connections of its own. TypeORM is loaded for this alone: that takes
   * longer than most commands work.
   */
  withDataSource<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T>
  close(): Promise<void>
}

type TypeId = Parameters<typeof pg.types.getTypeParser>[0]

const { DATE, INT8, TIMESTAMPTZ } = pg.types.builtins

/**
 * The session's zone is UTC, so that every instant ends in +00. Instants leave the database as epoch milliseconds, counts
 * as numbers, days as their own text.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: TypeId, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ) return (value: string) => Date.parse(`${value.slice(0, -3).replace(' ', 'T')}Z`)
    if (oid === INT8) return Number
    if (oid === DATE) return (value: string) => value
    return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** An instant as a parameter: ISO 8601 in UTC, exact to the millisecond. */
export function toTimestamp(instant: Instant): string {
  return new Date(instant).toISOString()
}

interface Queryable {
  query(query: pg.QueryConfig): Promise<{ rows: unknown[] }>
}

/** Asks statements; by their name only where nothing stands between that would give each to another session. */
type Run = <Row>(on: Queryable, statement: Sql) => Promise<Row[]>

interface Driver {
  readonly run: Run
  readonly isPipeline: boolean
}

function runner(isDirect: boolean): Run {
  return async <Row>(on: Queryable, { text, values, name }: Sql) => {
    const result = await on.query({ text, values: [...values], ...(isDirect && name !== undefined && { name }) })
    return result.rows as Row[]
  }
}

/** Asks one statement after another, in the order in which they were given. */
function inTurn(ask: Database['query']): Database['query'] {
  let before: Promise<unknown> = Promise.resolve()
  return <Row>(statement: Sql) => {
    const asked = before.then(() => ask<Row>(statement))
    before = asked.catch(() => undefined)
    return asked
  }
}

/** One connection: a pipeline sends statements without waiting for the answers before, and the server takes them in turn. */
function within(client: pg.PoolClient, { run, isPipeline }: Driver, isOver: () => boolean): Database {
  const ask = async <Row>(statement: Sql): Promise<Row[]> => {
    // Of several that were to be asked at a time, one failed; the others must not run outside of the transaction.
    if (isOver()) throw new Error('The transaction is over.')
    return run<Row>(client, statement)
  }
  const db: Database = {
    query: isPipeline ? ask : inTurn(ask),
    transaction: (work) => work(db),
    snapshot: (work) => work(db),
  }
  return db
}

async function transaction<T>(pool: pg.Pool, driver: Driver, work: (db: Database) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  let isOver = false
  // The pool listens to idle connections only; one that dies in a transaction, between two queries, would end the process.
  const died = (error: Error): void => {
    broken = error
  }
  client.on('error', died)
  try {
    await client.query('begin')
    const result = await work(within(client, driver, () => isOver))
    isOver = true
    await client.query('commit')
    return result
  } catch (error) {
    isOver = true
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.off('error', died)
    client.release(broken)
  }
}

function snapshot<T>(pool: pg.Pool, driver: Driver, work: (db: Pick<Database, 'query'>) => Promise<T>): Promise<T> {
  return transaction(pool, driver, async (db) => {
    await db.query({ text: 'set transaction isolation level repeatable read, read only', values: [] })
    return work(db)
  })
}

/** Settings of each connection, for the start of its session. */
function settingsOf({ statementTimeout }: { readonly statementTimeout?: number }): string {
  return statementTimeout === undefined ? '-c TimeZone=UTC' : `-c TimeZone=UTC -c statement_timeout=${statementTimeout}`
}

/**
 * The same database for work that asks a few dozen statements again and again, each over few rows: all of them are prepared, where
 * connections lead straight to the server. To plan them takes twice as long as to run them.
 */
export function preparing(db: Database): Database {
  return {
    query: (statement) => db.query(frequent(statement)),
    transaction: (work) => db.transaction((tx) => work(preparing(tx))),
    snapshot: (work) => db.snapshot((tx) => work({ query: (statement) => tx.query(frequent(statement)) })),
  }
}

/** Says which server did not let us in, and why; never with which password. */
function unreachable(url: string, error: Error): string {
  const { host, pathname, searchParams } = new URL(url)
  const where = `${searchParams.get('host') ?? host}${pathname}`
  return `The database ${where} could not be opened: ${error.message}. Check that the server runs and that DATABASE_URL is right.`
}

/**
 * Opens the pool. `url` is a Postgres URL; a socket directory goes into `?host=`.
 *
 * @throws when the server cannot be reached, with the driver's error as its cause.
 */
export async function openDatabase(options: {
  readonly url: string
  readonly max?: number
  readonly applicationName?: string
  /** Milliseconds after which the server ends a statement, with code 57014; no end where left out. */
  readonly statementTimeout?: number
  /** No pooler stands in between: statements that are asked again and again are prepared. */
  readonly isDirect?: boolean
}): Promise<OpenDatabase> {
  const { url, isDirect = false, applicationName = 'leadline' } = options
  const session = { types, options: settingsOf(options), keepAlive: true }
  const pool = new pg.Pool({
    ...session,
    connectionString: url,
    application_name: applicationName,
    max: options.max ?? 10,
    pipeline: isDirect,
  })
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  const first = await pool.connect().catch(async (error: Error) => {
    await pool.end()
    throw new Error(unreachable(url, error), { cause: error })
  })
  first.release()
  const run = runner(isDirect)
  const driver = { run, isPipeline: isDirect }
  return {
    withDataSource: async (work) => {
      const { withDataSource } = await import('./data-source.ts')
      return withDataSource({ url, applicationName, extra: session }, work)
    },
    query: (statement) => run(pool, statement),
    transaction: (work) => transaction(pool, driver, work),
    snapshot: (work) => snapshot(pool, driver, work),
    close: () => pool.end(),
  }
}
