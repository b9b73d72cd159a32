import type { CatalogueState, WantedCatalogue } from '#domain/catalogue'

/** Names that a file may use. */
export interface KnownNames {
  readonly services: readonly string[]
  readonly teams: readonly string[]
  readonly environments: readonly string[]
  readonly channels: readonly string[]
}

/** Names as they are, and will be. */
export function knownNames(present: CatalogueState, wanted: WantedCatalogue): KnownNames {
  const described = wanted.services ?? []
  return {
    services: [...present.services, ...described].flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]),
    teams: [...present.teams, ...(wanted.teams ?? []), ...described.flatMap(({ team }) => team ?? [])],
    environments: [...present.environments, ...present.environmentRules, ...(wanted.environments ?? [])].map(
      ({ name }) => name,
    ),
    channels: present.channels,
  }
}
