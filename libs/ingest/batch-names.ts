import type { DeliveryEvent } from '#domain/delivery-event'
import { environmentName, type Tier } from '#domain/environment'
import type { Database } from '#storage/database'
import {
  ensureEnvironments,
  ensureServices,
  ensureStreams,
  type EnvironmentName,
  type ServiceName,
} from '#storage/stores/names'
import { placeOfService, type RepositoryName, resolvePlaces } from '#storage/stores/repositories'
import { CanonicalNames } from './canonical-names.ts'

function servicesOf(event: DeliveryEvent): readonly string[] {
  if (event.type === 'incident') return event.services
  return 'service' in event && event.service !== undefined ? [event.service] : []
}

function environmentOf(event: DeliveryEvent): string | undefined {
  return 'environment' in event ? event.environment : undefined
}

/** How a statement names the repository it lies in; null for a type that lies in none, or one that names none. */
function placeOf(event: DeliveryEvent): string | null {
  switch (event.type) {
    case 'commit':
    case 'pull_request':
    case 'push':
    case 'build':
      return event.repository ?? placeOfService(event.service ?? '')
    case 'artifact':
      return event.repository ?? null
    default:
      return null
  }
}

function placesOf(event: DeliveryEvent): string[] {
  const place = placeOf(event)
  const places = place === null ? [] : [place]
  if (event.type === 'deployment') {
    if (event.repository !== undefined) places.push(event.repository)
    if (event.configRepository !== undefined) places.push(event.configRepository)
  }
  if (event.type === 'deployment' || event.type === 'rollback' || event.type === 'incident') {
    places.push(...servicesOf(event).map(placeOfService))
  }
  return places
}

/**
 * Ids of everything that the statements of a batch name; grows while the batch is folded. Statements are learned and placed
 * as they were sent; what is asked for otherwise goes by the names of the catalogue.
 */
export class BatchNames {
  readonly #db: Database
  readonly #canonical: CanonicalNames
  readonly #services = new Map<string, ServiceName>()
  readonly #environments = new Map<string, EnvironmentName>()
  readonly #places = new Map<string, RepositoryName>()
  readonly #repositories = new Map<string, RepositoryName>()
  readonly #streams = new Map<string, number>()
  /** A name that was used before means another repository now. */
  moved = false

  constructor(db: Database) {
    this.#db = db
    this.#canonical = new CanonicalNames(db)
  }

  /** Makes every name of these statements known: creates services, environments, repositories and streams on first sight. */
  async learn(statements: readonly DeliveryEvent[]): Promise<void> {
    await this.#canonical.learn(statements)
    const events = statements.map((event) => this.#canonical.of(event))
    const services = new Set<string>()
    const environments = new Set<string>()
    const places = new Set<string>()
    for (const event of events) {
      for (const service of servicesOf(event)) if (!this.#services.has(service)) services.add(service)
      const environment = environmentOf(event)
      if (environment !== undefined && !this.#environments.has(environmentName(environment)))
        environments.add(environment)
      for (const place of placesOf(event)) if (!this.#places.has(place)) places.add(place)
    }
    for (const [name, row] of await ensureServices(this.#db, services)) this.#services.set(name, row)
    const tiers = this.#canonical.tiers()
    for (const [name, row] of await ensureEnvironments(this.#db, environments, tiers)) this.#environments.set(name, row)
    const resolved = await resolvePlaces(this.#db, places)
    for (const [place, row] of resolved.byPlace) {
      this.#places.set(place, row)
      this.#repositories.set(row.name, row)
    }
    this.moved ||= resolved.moved
    await this.#learnStreams(events)
  }

  async #learnStreams(events: readonly DeliveryEvent[]): Promise<void> {
    const pairs = new Map<string, { serviceId: number; environmentId: number }>()
    for (const event of events) {
      if (event.type !== 'deployment' && event.type !== 'rollback' && event.type !== 'incident') continue
      if (event.environment === undefined) continue
      const environmentId = this.environmentId(event.environment)
      for (const service of servicesOf(event)) {
        const serviceId = this.serviceId(service)
        if (serviceId === null || environmentId === null) continue
        const key = `${serviceId}/${environmentId}`
        if (!this.#streams.has(key)) pairs.set(key, { serviceId, environmentId })
      }
    }
    for (const [key, id] of await ensureStreams(this.#db, [...pairs.values()])) this.#streams.set(key, id)
  }

  serviceId(name: string | undefined): number | null {
    return name === undefined ? null : (this.#services.get(name)?.id ?? null)
  }

  environmentId(sent: string | undefined): number | null {
    return sent === undefined ? null : (this.#environments.get(environmentName(sent))?.id ?? null)
  }

  tier(sent: string): Tier | null {
    return this.#environments.get(environmentName(sent))?.tier ?? null
  }

  streamId(service: string, environment: string): number | null {
    return this.#streams.get(`${this.serviceId(service)}/${this.environmentId(environment)}`) ?? null
  }

  /** The stream that a report stands in, as references name it; null for everything else. */
  streamOf(event: DeliveryEvent): string | null {
    if (event.type !== 'deployment' && event.type !== 'rollback') return null
    return `${this.serviceId(event.service)}/${this.environmentId(event.environment)}`
  }

  repository(place: string): RepositoryName | null {
    return this.#places.get(place) ?? this.#repositories.get(place) ?? null
  }

  /** The repository that a statement lies in; null where it lies in none. */
  homeOf(event: DeliveryEvent): RepositoryName | null {
    const place = placeOf(event)
    return place === null ? null : this.repository(place)
  }

  /** The event under the names that the catalogue gives its services and environment; the same object where it uses them. */
  canonical<E extends DeliveryEvent>(statement: E): E {
    return this.#canonical.of(statement)
  }

  /** The same, and every repository under the one name that we keep it by. */
  placed<E extends DeliveryEvent>(statement: E): E {
    const event = this.#canonical.of(statement)
    const home = this.homeOf(event)
    if (home !== null) return { ...event, repository: home.name }
    if (event.type !== 'deployment') return event
    const repository = event.repository === undefined ? null : this.repository(event.repository)
    const config = event.configRepository === undefined ? null : this.repository(event.configRepository)
    if (repository === null && config === null) return event
    return {
      ...event,
      ...(repository === null ? {} : { repository: repository.name }),
      ...(config === null ? {} : { configRepository: config.name }),
    }
  }
}
