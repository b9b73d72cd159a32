import type { CatalogueState } from '#domain/catalogue'

/** Names that a file may use. */
export interface KnownNames {
  readonly services: ReadonlySet<string>
  readonly teams: ReadonlySet<string>
  readonly environments: ReadonlySet<string>
  readonly channels: ReadonlySet<string>
}

/** What a file describes, by its names. */
export interface NamesOfFile {
  readonly services?: readonly {
    readonly name: string
    readonly aliases?: readonly string[] | null | undefined
    readonly team?: string | null | undefined
  }[]
  readonly teams?: readonly string[]
  readonly environments?: readonly { readonly name: string }[]
}

/** Names as they are, and will be. */
export function knownNames(present: CatalogueState, wanted: NamesOfFile): KnownNames {
  const described = wanted.services ?? []
  const environments = [...present.environments, ...present.environmentRules, ...(wanted.environments ?? [])]
  const owners = described.flatMap(({ team }) => team ?? [])
  return {
    services: new Set([...present.services, ...described].flatMap(({ name, aliases }) => [name, ...(aliases ?? [])])),
    teams: new Set([...present.teams, ...(wanted.teams ?? []), ...owners]),
    environments: new Set(environments.map(({ name }) => name)),
    channels: new Set(present.channels),
  }
}
