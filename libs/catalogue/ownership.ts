import type { CatalogGroup } from './catalog-info.ts'

/** A team, and how ownership files call it. */
export interface OwningTeam {
  readonly name: string
  readonly owners: readonly string[]
}

/** `@acme/payments` and `group:default/payments` are teams; `@ada`, `user:default/ada` and addresses are people. */
function isTeam(owner: string): boolean {
  return owner.startsWith('@') ? owner.includes('/') : owner.startsWith('group:')
}

/**
 * The teams behind owners of files and components. What a leadline.yaml calls a team wins, then a group of Backstage, then
 * the last part of the owner's own name; so `@acme/payments` and `group:default/payments` are one team.
 */
export class Owners {
  readonly #teamOfOwner: ReadonlyMap<string, string>
  readonly #groups: ReadonlyMap<string, string>
  readonly #used = new Map<string, Set<string>>()

  constructor(teamOfOwner: ReadonlyMap<string, string>, groups: readonly CatalogGroup[]) {
    this.#teamOfOwner = teamOfOwner
    this.#groups = new Map(groups.map(({ reference, name }) => [reference, name]))
  }

  #name(owner: string): string | null {
    const known = this.#teamOfOwner.get(owner) ?? this.#groups.get(owner)
    if (known !== undefined) return known
    if (!isTeam(owner)) return null
    const last = owner.slice(owner.lastIndexOf('/') + 1)
    const group = [...this.#groups].find(([reference]) => reference.endsWith(`/${last.toLowerCase()}`))
    return this.#teamOfOwner.get(last) ?? group?.[1] ?? last
  }

  /** The first of these that is a team; null: none is. People own nothing here. */
  teamOf(owners: readonly string[]): string | null {
    for (const owner of owners) {
      const name = this.#name(owner)
      if (name === null) continue
      this.#used.set(name, (this.#used.get(name) ?? new Set()).add(owner))
      return name
    }
    return null
  }

  /** All teams that were answered, by name. */
  teams(): OwningTeam[] {
    return [...this.#used]
      .map(([name, owners]) => ({ name, owners: [...owners].filter((owner) => owner !== name).toSorted() }))
      .toSorted((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
  }
}
