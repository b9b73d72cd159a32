import type { EnvironmentRule } from '#domain/catalogue'
import type { Dashboard } from '#domain/dashboard'
import type { Instant } from '#domain/instant'
import { defaultRules, type Rules } from '#domain/rules'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

const rulesKey = 'rules'
const timeZoneKey = 'reportingTimeZone'
const demoKey = 'demo'
const environmentRulesKey = 'environmentRules'
const dashboardsKey = 'dashboards'
const foldedEnvironmentRulesKey = 'foldedEnvironmentRules'

async function readSetting(db: Database, key: string): Promise<unknown> {
  const [row] = await db.query<{ value: unknown }>(sql`
    /* settings: read */
    select value from setting where key = ${key}`)
  return row?.value
}

async function writeSetting(db: Database, key: string, value: unknown): Promise<void> {
  await db.query(sql`
    /* settings: write */
    insert into setting (key, value)
    values (${key}, ${JSON.stringify(value)}::json)
        on conflict (key) do update set value = excluded.value`)
}

/** The rules that differ from the defaults. */
export async function loadOwnRules(db: Database): Promise<Partial<Rules>> {
  return ((await readSetting(db, rulesKey)) as Partial<Rules> | undefined) ?? {}
}

/** The rules in force: what was set, over the defaults. */
export async function loadRules(db: Database): Promise<Rules> {
  return { ...defaultRules, ...(await loadOwnRules(db)) }
}

/** Keeps what differs from the defaults. The facts must be rebuilt after it: every stream is marked whole. */
export async function saveRules(db: Database, rules: Partial<Rules>): Promise<void> {
  await db.transaction(async (tx) => {
    await writeSetting(tx, rulesKey, rules)
    await markAll(tx)
  })
}

/** The time zone of the days of `service_day`; UTC unless set. */
export async function loadReportingTimeZone(db: Database): Promise<string> {
  const stored = await readSetting(db, timeZoneKey)
  return typeof stored === 'string' ? stored : 'UTC'
}

/** Sets the time zone of the days of `service_day` and marks every stream whole; give it a zone that `isTimeZone`. */
export async function saveReportingTimeZone(db: Database, timeZone: string): Promise<void> {
  await db.transaction(async (tx) => {
    await writeSetting(tx, timeZoneKey, timeZone)
    await markAll(tx)
  })
}

/** How far the demo is: told as of a day but not to its end, taken out by somebody, or neither. */
export type DemoState = Instant | 'TAKEN_OUT' | null

export async function loadDemoState(db: Database): Promise<DemoState> {
  const stored = await readSetting(db, demoKey)
  return typeof stored === 'number' || stored === 'TAKEN_OUT' ? stored : null
}

export async function saveDemoState(db: Database, state: DemoState): Promise<void> {
  await writeSetting(db, demoKey, state)
}

/** How the catalogue tells environments apart. */
export async function loadEnvironmentRules(db: Database): Promise<readonly EnvironmentRule[]> {
  return ((await readSetting(db, environmentRulesKey)) as readonly EnvironmentRule[] | undefined) ?? []
}

/** Takes effect when everything is folded anew. */
export async function saveEnvironmentRules(db: Database, rules: readonly EnvironmentRule[]): Promise<void> {
  await writeSetting(db, environmentRulesKey, rules)
}

/** How environments were told apart when everything was folded last. */
export async function loadFoldedEnvironmentRules(db: Database): Promise<readonly EnvironmentRule[]> {
  return ((await readSetting(db, foldedEnvironmentRulesKey)) as readonly EnvironmentRule[] | undefined) ?? []
}

/** From now on statements are folded by what the catalogue says today. */
export async function takeEnvironmentRulesIntoForce(db: Database): Promise<void> {
  await writeSetting(db, foldedEnvironmentRulesKey, await loadEnvironmentRules(db))
}

/** Pages of one's own, in the order of the file that told them. */
export async function loadDashboards(db: Database): Promise<readonly Dashboard[]> {
  return ((await readSetting(db, dashboardsKey)) as readonly Dashboard[] | undefined) ?? []
}

export async function saveDashboards(db: Database, dashboards: readonly Dashboard[]): Promise<void> {
  await writeSetting(db, dashboardsKey, dashboards)
}

async function markAll(db: Database): Promise<void> {
  await db.query(sql`
    /* settings: mark all streams */
    insert into dirty_stream (stream_id, since, events, rewrite)
    select id, to_timestamp(0), 1, true from stream
        on conflict (stream_id) do update set since = to_timestamp(0), events = dirty_stream.events + 1, rewrite = true`)
}
