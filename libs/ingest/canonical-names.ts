import { environmentRules, type SaidEnvironment } from '#attribution/environment-rules'
import type { EnvironmentRule } from '#domain/catalogue'
import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import { type CalledStream, renamedReference } from '#domain/entity-key'
import { type Tier, tierOf } from '#domain/environment'
import type { Database } from '#storage/database'
import { type NameKind, readFoldedNames } from '#storage/stores/service-names'
import { loadFoldedEnvironmentRules } from '#storage/stores/settings'

/** Fields of events that hold names; each type has some of them. */
interface Naming {
  readonly service?: string
  readonly services?: readonly string[]
  readonly serviceKeys?: readonly string[]
  readonly environment?: string
  readonly placement?: string
  readonly deploymentId?: string
  readonly remediates?: readonly string[]
}

/** Kinds of names that a statement of a type may use for a service, best first. */
const kindsOf: Readonly<Partial<Record<DeliveryEventType, readonly NameKind[]>>> = {
  incident: ['INCIDENT_KEY', 'NAME'],
  deployment: ['NAME', 'IMAGE'],
  rollback: ['NAME', 'IMAGE'],
}
const usual: readonly NameKind[] = ['NAME']

function servicesIn({ service, services = [], serviceKeys = [] }: Naming): readonly string[] {
  return [...(service === undefined ? [] : [service]), ...services, ...serviceKeys]
}

/** All names of services in references to reports that have no id of their own. */
function referredIn({ deploymentId, remediates = [] }: Naming): string[] {
  const found: string[] = []
  for (const reference of deploymentId === undefined ? remediates : [deploymentId, ...remediates]) {
    renamedReference(reference, (stream) => {
      found.push(stream.service)
      return stream
    })
  }
  return found
}

/** False for most of what is said: commits and requests that name their repository. */
function mayName(event: DeliveryEvent): boolean {
  return event.type === 'override' || 'service' in event || 'services' in event || 'environment' in event
}

function same(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((text, at) => text === b?.[at]))
}

/**
 * Statements with the names that the catalogue gives to services and environments, as it stood when everything was folded
 * last. What it knows grows while statements are learned.
 */
export class CanonicalNames {
  readonly #db: Database
  /** By kind and name; null: it leads to no other service. */
  readonly #services = new Map<string, string | null>()
  #rules: readonly EnvironmentRule[] | null = null
  #ruleOf: (said: SaidEnvironment) => EnvironmentRule | null = () => null

  constructor(db: Database) {
    this.#db = db
  }

  async learn(events: readonly DeliveryEvent[]): Promise<void> {
    if (this.#rules === null) {
      this.#rules = await loadFoldedEnvironmentRules(this.#db)
      this.#ruleOf = environmentRules(this.#rules)
    }
    const names = new Set(events.flatMap((event) => [...servicesIn(event as Naming), ...referredIn(event as Naming)]))
    const fresh = [...names].filter((name) => !this.#services.has(`NAME ${name}`))
    for (const name of fresh) this.#services.set(`NAME ${name}`, null)
    for (const { kind, name, service } of await readFoldedNames(this.#db, fresh)) {
      this.#services.set(`${kind} ${name}`, service)
    }
  }

  /** Tiers that the catalogue gives to environments. */
  tiers(): Map<string, Tier> {
    return new Map((this.#rules ?? []).map(({ name, tier }) => [name, tier ?? tierOf(name)]))
  }

  #service(name: string, kinds: readonly NameKind[]): string {
    for (const kind of kinds) {
      const leads = this.#services.get(`${kind} ${name}`)
      if (leads !== null && leads !== undefined) return leads
    }
    return name
  }

  /** What somebody says that a key of an incident tool means goes before a service that happens to have its name. */
  #hit({ services = [], serviceKeys = [] }: Naming): readonly string[] {
    const usual = services.map((each) => this.#service(each, kindsOf.incident ?? []))
    if (services.length !== 1) return usual
    const keyed = [...services, ...serviceKeys].map((key) => this.#services.get(`INCIDENT_KEY ${key}`))
    const service = keyed.find((leads) => leads !== null && leads !== undefined)
    return service === undefined ? usual : [service]
  }

  #environment(name: string, placement: string | undefined): string {
    return this.#ruleOf({ name, placement })?.name ?? name
  }

  #reference(reference: string): string {
    return renamedReference(reference, ({ service, environment, placement }: CalledStream) => ({
      service: this.#service(service, ['NAME', 'IMAGE']),
      environment: this.#environment(environment, placement),
    }))
  }

  /** The event under the names of the catalogue; the same object where these are its own. Learn it first. */
  of<E extends DeliveryEvent>(event: E): E {
    if (!mayName(event)) return event
    const naming = event as Naming
    const kinds = kindsOf[event.type] ?? usual
    const { service, services, environment, placement, deploymentId, remediates } = naming
    const named: Naming = {
      ...(service === undefined ? {} : { service: this.#service(service, kinds) }),
      ...(services === undefined ? {} : { services: [...new Set(this.#hit(naming))] }),
      ...(environment === undefined ? {} : { environment: this.#environment(environment, placement) }),
      ...(deploymentId === undefined ? {} : { deploymentId: this.#reference(deploymentId) }),
      ...(remediates === undefined ? {} : { remediates: remediates.map((each) => this.#reference(each)) }),
    }
    const isSame =
      named.service === service &&
      same(named.services, services) &&
      named.environment === environment &&
      named.deploymentId === deploymentId &&
      same(named.remediates, remediates)
    return isSame ? event : { ...event, ...named }
  }
}
