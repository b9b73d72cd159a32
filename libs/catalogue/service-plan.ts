import type { CatalogueChange, PresentService, ServiceChange, WantedService } from '#domain/catalogue'

const lists = ['paths', 'images', 'incidentKeys'] as const

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted())
}

/** The fields that are wanted otherwise than they are. */
function differenceOf(before: ServiceChange, wanted: ServiceChange): ServiceChange {
  return {
    ...(wanted.team !== undefined && wanted.team !== (before.team ?? null) ? { team: wanted.team } : {}),
    ...(wanted.repository !== undefined && wanted.repository !== (before.repository ?? null)
      ? { repository: wanted.repository }
      : {}),
    ...(wanted.badges !== undefined && wanted.badges !== (before.badges ?? false) ? { badges: wanted.badges } : {}),
    ...Object.fromEntries(
      lists.flatMap((field) => {
        const names = wanted[field]
        return names === undefined || sameNames(names, before[field] ?? []) ? [] : [[field, names]]
      }),
    ),
  }
}

/** The part of what a service is that a difference speaks of. */
function partOf(before: ServiceChange, difference: ServiceChange): ServiceChange {
  return Object.fromEntries(Object.keys(difference).map((field) => [field, before[field as keyof ServiceChange]]))
}

/** The steps that make services what a file says, in the order in which they can be taken. */
export class ServicePlan {
  readonly changes: CatalogueChange[] = []
  readonly problems: string[] = []
  /** As they stand after the steps so far, by name. */
  readonly #services: Map<string, PresentService>
  /** Where a name leads that is no service. */
  readonly #leads: Map<string, string>
  readonly #wanted: ReadonlyMap<string, WantedService>
  readonly #created = new Set<string>()

  constructor(present: readonly PresentService[], wanted: readonly WantedService[]) {
    this.#services = new Map(present.map((service) => [service.name, service]))
    this.#leads = new Map(present.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name])))
    this.#wanted = new Map(wanted.map((service) => [service.name, service]))
    for (const service of wanted) this.#identify(service)
    for (const service of wanted) this.#gather(service)
    for (const service of wanted) this.#describe(service)
  }

  /** Finds the service that is meant: of this name, of a name that it had, or a new one. */
  #identify(wanted: WantedService): void {
    const { name, aliases = [] } = wanted
    if (this.#services.has(name)) return
    const holder = this.#leads.get(name)
    if (holder !== undefined && !this.#wanted.has(holder)) {
      this.problems.push(
        `${name} is another name of the service ${holder} since it was renamed or merged. Write name: ${holder} (and aliases: [${name}]) to describe it; list ${holder} and ${name} as two services to part them.`,
      )
      return
    }
    if (holder !== undefined) {
      this.changes.push({ type: 'SERVICE_SPLIT', service: name, from: holder })
      this.#leads.delete(name)
    }
    const former = holder === undefined ? aliases.find((alias) => this.#services.has(alias)) : undefined
    if (former === undefined) this.#create(wanted)
    else this.#rename(former, name)
  }

  #create({ name, aliases: _aliases, ...change }: WantedService): void {
    this.changes.push({ type: 'SERVICE_CREATED', service: name, change })
    this.#created.add(name)
  }

  #rename(from: string, to: string): void {
    const service = this.#services.get(from) as PresentService
    this.changes.push({ type: 'SERVICE_RENAMED', from, to })
    this.#services.delete(from)
    this.#services.set(to, { ...service, name: to, aliases: [...service.aliases, from] })
    for (const [alias, name] of this.#leads) if (name === from) this.#leads.set(alias, to)
    this.#leads.set(from, to)
  }

  #merge(from: string, into: string): void {
    this.changes.push({ type: 'SERVICE_MERGED', from, into })
    this.#services.delete(from)
    for (const [alias, name] of this.#leads) if (name === from) this.#leads.set(alias, into)
    this.#leads.set(from, into)
  }

  /** What appeared under another of its names becomes part of it. */
  #gather({ name, aliases = [], images = [], incidentKeys = [] }: WantedService): void {
    if (!this.#services.has(name) && !this.#created.has(name)) return
    for (const alias of aliases) {
      const from = this.#leads.get(alias) ?? null
      if (this.#services.has(alias)) this.#merge(alias, name)
      else if (from !== name) this.changes.push({ type: 'ALIAS_ADDED', service: name, alias, from })
    }
    for (const image of images) if (this.#appeared(image, name)) this.#merge(image, name)
    for (const key of incidentKeys) {
      // A service that is deployed under a name that an incident tool uses for another one stays.
      if (this.#appeared(key, name) && this.#services.get(key)?.deployments === 0) this.#merge(key, name)
    }
  }

  /** True for a service that nobody asked for, and that is not the one it would become part of. */
  #appeared(name: string, service: string): boolean {
    return name !== service && !this.#wanted.has(name) && this.#services.get(name)?.discovered === true
  }

  #describe({ name, aliases: _aliases, ...wanted }: WantedService): void {
    const before = this.#services.get(name)
    if (before === undefined) return
    const change = differenceOf(before, wanted)
    const renamed = this.changes.some((step) => step.type === 'SERVICE_RENAMED' && step.to === name)
    const confirmed = before.discovered && !renamed
    if (Object.keys(change).length === 0 && !confirmed) return
    this.changes.push({ type: 'SERVICE_CHANGED', service: name, change, before: partOf(before, change), confirmed })
  }
}
