import type { CatalogueChange, CatalogueState, EnvironmentRule } from '#domain/catalogue'
import { effectsOf } from '#domain/catalogue-effects'
import { type Tier, tierOf } from '#domain/environment'
import type { Database } from '../database.ts'
import {
  catalogueEnvironments,
  type CatalogueServiceRow,
  catalogueServices,
  catalogueTeams,
} from '../queries/catalogue.ts'
import type { EnvironmentRow } from '../queries/environments.ts'
import { sql } from '../sql.ts'
import { listAlertRules } from './alert-rules.ts'
import { listChannels } from './channels.ts'
import { lockLog, wantRebuild } from './cursor.ts'
import { listFreezes } from './freezes.ts'
import { keepEnvironmentStreams, mergeEnvironmentStreams } from './merged-streams.ts'
import { ensureEnvironments } from './names.ts'
import { listNotifyRules } from './notify-rules.ts'
import { keepRuleChange } from './rule-changes.ts'
import { carryEnvironment } from './ruled-services.ts'
import { addAlias, type IdentifiedService, mergeService, renameService, splitService } from './service-identity.ts'
import { changeService, describeService, describeTeam } from './services.ts'
import {
  loadDashboards,
  loadEnvironmentRules,
  loadOwnRules,
  saveDashboards,
  saveEnvironmentRules,
  saveRules,
} from './settings.ts'
import { takeAlerts, takeFreezes, takeNotify } from './take-alerts.ts'

/** The catalogue cannot take a step now; the message says why and what to do. */
export class CatalogueConflict extends Error {
  readonly code: 'UNKNOWN_SERVICE' | 'NAME_IN_USE'

  constructor(code: CatalogueConflict['code'], message: string) {
    super(message)
    this.name = 'CatalogueConflict'
    this.code = code
  }
}

/** All that the catalogue holds, as it is wanted: with what takes effect only when everything is folded anew. */
export async function readCatalogueState(db: Database): Promise<CatalogueState> {
  const services = await db.query<CatalogueServiceRow>(catalogueServices())
  const teams = await db.query<{ readonly name: string }>(catalogueTeams())
  const environments = await db.query<EnvironmentRow>(catalogueEnvironments())
  const channels = await listChannels(db)
  return {
    teams: teams.map(({ name }) => name),
    services: services.map(({ id: _id, ...service }) => service),
    environments: environments.map(({ name, tier }) => ({ name, tier })),
    environmentRules: await loadEnvironmentRules(db),
    rules: await loadOwnRules(db),
    dashboards: await loadDashboards(db),
    alerts: (await listAlertRules(db)).map(({ id: _id, ...rule }) => rule),
    freezes: (await listFreezes(db)).map(({ id: _id, ...freeze }) => freeze),
    notify: (await listNotifyRules(db)).map(({ id: _id, ...rule }) => rule),
    channels: channels.map(({ name }) => name),
    alertChannels: channels.filter(({ kind }) => kind === 'PAGERDUTY').map(({ name }) => name),
  }
}

async function serviceCalled(db: Database, name: string): Promise<IdentifiedService> {
  const [row] = await db.query<IdentifiedService>(sql`
    /* catalogue: service */
    select id, name from service where name = ${name}`)
  if (row !== undefined) return row
  throw new CatalogueConflict('UNKNOWN_SERVICE', `No service is called ${name}; it was changed meanwhile. Try again.`)
}

/** A service that becomes part of another bears its name until its facts have moved. */
async function refuseNameInUse(db: Database, name: string): Promise<void> {
  const [row] = await db.query(sql`
    /* catalogue: name in use */
    select id from service where name = ${name}`)
  if (row === undefined) return
  throw new CatalogueConflict(
    'NAME_IN_USE',
    `The name ${name} is not free yet: its facts are still moving to another service. Try again when nothing is pending (GET /api/ingest).`,
  )
}

async function changeTier(db: Database, environment: string, tier: Tier): Promise<void> {
  await db.query(sql`
    /* catalogue: tier */
    update environment set tier = ${tier}::tier where name = ${environment}`)
}

async function changeEnvironments(
  db: Database,
  { rules, moves, tiers }: Extract<CatalogueChange, { type: 'ENVIRONMENTS_CHANGED' }>,
): Promise<void> {
  await saveEnvironmentRules(db, rules)
  await keepEnvironmentStreams(db)
  const tierOfRule = new Map(rules.map(({ name, tier }: EnvironmentRule) => [name, tier ?? tierOf(name)]))
  const named = await ensureEnvironments(db, new Set(moves.flatMap(({ from, to }) => [from, to])), tierOfRule)
  for (const { from, to } of moves) {
    const [before, after] = [named.get(from), named.get(to)]
    if (before !== undefined && after !== undefined) await mergeEnvironmentStreams(db, before.id, after.id)
    await carryEnvironment(db, from, to)
  }
  for (const { environment, after } of tiers) await changeTier(db, environment, after)
  await wantRebuild(db)
}

async function take(db: Database, change: CatalogueChange): Promise<void> {
  switch (change.type) {
    case 'TEAM_CREATED':
      await describeTeam(db, change.team)
      return
    case 'SERVICE_CREATED':
      await describeService(db, { ...change.change, name: change.service })
      return
    case 'SERVICE_CHANGED':
      await changeService(db, (await serviceCalled(db, change.service)).id, change.change)
      return
    case 'SERVICE_RENAMED':
      await refuseNameInUse(db, change.to)
      await renameService(db, await serviceCalled(db, change.from), change.to)
      return
    case 'SERVICE_MERGED':
      await mergeService(db, await serviceCalled(db, change.from), await serviceCalled(db, change.into))
      return
    case 'SERVICE_SPLIT':
      await splitService(db, change.service)
      return
    case 'ALIAS_ADDED':
      await addAlias(db, change.alias, (await serviceCalled(db, change.service)).id)
      return
    case 'ENVIRONMENTS_CHANGED':
      await changeEnvironments(db, change)
      return
    case 'RULES_CHANGED':
      await saveRules(db, change.rules)
      return
    case 'DASHBOARDS_CHANGED':
      await saveDashboards(db, change.dashboards)
      return
    case 'ALERTS_CHANGED':
      await takeAlerts(db, change)
      return
    case 'FREEZES_CHANGED':
      await takeFreezes(db, change)
      return
    case 'NOTIFY_CHANGED':
      await takeNotify(db, change)
  }
}

/** Steps that change what names mean; the others need not wait until nothing is folded or projected. */
const naming: ReadonlySet<CatalogueChange['type']> = new Set([
  'SERVICE_RENAMED',
  'SERVICE_MERGED',
  'SERVICE_SPLIT',
  'ALIAS_ADDED',
  'ENVIRONMENTS_CHANGED',
])

/**
 * Changes the catalogue in one transaction, with effect on the past: all of it or nothing.
 *
 * @param plan gives the steps from what the catalogue holds; none: nothing is changed. What it throws undoes everything. It
 *   may be asked twice.
 * @returns the steps that were taken.
 * @throws CatalogueConflict
 */
export async function changeCatalogue(
  db: Database,
  plan: (present: CatalogueState) => readonly CatalogueChange[],
): Promise<readonly CatalogueChange[]> {
  return db.transaction(async (tx) => {
    let changes = plan(await readCatalogueState(tx))
    if (changes.some(({ type }) => naming.has(type))) {
      await lockLog(tx)
      changes = plan(await readCatalogueState(tx))
    }
    for (const change of changes) await take(tx, change)
    await keepRuleChange(tx, effectsOf(changes))
    return changes
  })
}
