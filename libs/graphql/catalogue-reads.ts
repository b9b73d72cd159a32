import type { Database } from '#storage/database'
import { type EnvironmentRow, environments } from '#storage/queries/environments'
import { openAlerts, type OpenAlertsRow } from '#storage/queries/open-alerts'
import { type PlacementRow, placements } from '#storage/queries/placements'
import {
  type ServiceConditions,
  type ServicePage,
  type ServiceRow,
  serviceCount,
  services,
} from '#storage/queries/services'
import { type ServiceNameRow, serviceNames } from '#storage/queries/service-names'
import { type StreamRow, streamsById, streamsOfServices } from '#storage/queries/streams'
import { readRuleChanges, type RuleChangesAsked } from '#storage/stores/rule-changes'
import { readServicesCalled } from '#storage/stores/service-names'
import { byText, groupedBy, loaderOf } from './relay/loader.ts'
import { environmentView } from './environment/environment-view.ts'
import { serviceView } from './service/service-view.ts'
import type { EnvironmentView, ServiceView } from './views.ts'

/** More services than this are asked for in pages. */
export const serviceLimit = 500

const whole: ServicePage = { order: 'NAME', after: null, limit: serviceLimit }

/** What the catalogue knows: services, their streams, environments. */
export class CatalogueReads {
  private readonly db: Database
  private readonly cache: boolean
  private known: Promise<readonly EnvironmentView[]> | null = null
  readonly serviceById
  /** By its name, or by another that leads to it. */
  readonly serviceByName
  /** All other names of a service: former ones, images, incident keys. */
  readonly namesOfService
  /** All services of a team, by name. */
  readonly servicesOfTeam
  readonly streamById
  readonly streamsOfService
  readonly placementsOf
  /** How many alerts of a service are open; null where none is. */
  readonly openAlertsOf
  /** What changed the rules of a service in a window, the latest first; at most 100. */
  readonly ruleChangesOf

  constructor(db: Database, cache: boolean) {
    this.db = db
    this.cache = cache
    const many = async (conditions: ServiceConditions): Promise<ServiceView[]> =>
      (await db.query<ServiceRow>(services(conditions, { ...whole, limit: 5_000 }))).map(serviceView)
    this.serviceById = loaderOf(
      async (ids: readonly number[]) => byText(await many({ ids }), (service) => String(service.databaseId)),
      String,
      cache,
    )
    this.serviceByName = loaderOf(
      async (names: readonly string[]) => {
        const found = byText(await many({ names }), (service) => service.name)
        const called = await readServicesCalled(
          db,
          names.filter((name) => !found.has(name)),
        )
        const ids = called.map(({ id }) => id)
        const others = byText(ids.length === 0 ? [] : await many({ ids }), (service) => String(service.databaseId))
        for (const { called: name, id } of called) {
          const service = others.get(String(id))
          if (service !== undefined) found.set(name, service)
        }
        return found
      },
      (name) => name,
      cache,
    )
    this.namesOfService = loaderOf(
      async (ids: readonly number[]) =>
        groupedBy(await db.query<ServiceNameRow>(serviceNames(ids)), (row) => String(row.serviceId)),
      String,
      cache,
    )
    this.servicesOfTeam = loaderOf(
      async (teamIds: readonly number[]) =>
        groupedBy(await many({ teamIds }), (service) => String(service.team?.databaseId)),
      String,
      cache,
    )
    this.streamById = loaderOf(
      async (ids: readonly number[]) =>
        byText(await db.query<StreamRow>(streamsById(ids)), (stream) => String(stream.id)),
      String,
      cache,
    )
    this.streamsOfService = loaderOf(
      async (ids: readonly number[]) =>
        groupedBy(await db.query<StreamRow>(streamsOfServices(ids)), (stream) => String(stream.serviceId)),
      String,
      cache,
    )
    this.placementsOf = loaderOf(
      async (ids: readonly number[]) =>
        groupedBy(await db.query<PlacementRow>(placements(ids)), (row) => String(row.environmentId)),
      String,
      cache,
    )
    this.openAlertsOf = loaderOf(
      async (ids: readonly number[]) => {
        const rows = await db.query<OpenAlertsRow>(openAlerts(ids))
        return new Map(rows.map((row): [string, number] => [String(row.serviceId), row.count]))
      },
      String,
      cache,
    )
    const ruleKey = ({ service, from, to }: RuleChangesAsked): string => `${service} ${from} ${to}`
    this.ruleChangesOf = loaderOf(
      async (asked: readonly RuleChangesAsked[]) => groupedBy(await readRuleChanges(db, asked, 100), ruleKey),
      ruleKey,
      cache,
    )
  }

  /** All environments by name; read once for each question. */
  environments(): Promise<readonly EnvironmentView[]> {
    if (this.known !== null) return this.known
    const read = this.db.query<EnvironmentRow>(environments()).then((rows) => rows.map(environmentView))
    if (this.cache) this.known = read
    return read
  }

  async services(conditions: ServiceConditions, page: ServicePage): Promise<ServiceRow[]> {
    return this.db.query<ServiceRow>(services(conditions, page))
  }

  async serviceCount(conditions: ServiceConditions): Promise<number> {
    const [row] = await this.db.query<{ readonly count: number }>(serviceCount(conditions))
    return row?.count ?? 0
  }
}
