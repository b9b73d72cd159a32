import type { EnvironmentMatch, EnvironmentRule } from '#domain/catalogue'
import picomatch from 'picomatch'

/** An environment as a statement or a configuration repository speaks of it. */
export interface SaidEnvironment {
  readonly name: string
  /** `cluster/namespace/region`, or a free name, which counts as the cluster. */
  readonly placement?: string | undefined
  /** Folder or file in a configuration repository. */
  readonly path?: string | undefined
}

type Taker = (said: SaidEnvironment) => boolean

/** Matches nothing where a value is missing: a rule that asks for a cluster takes no statement without one. */
function globOf(glob: string | undefined): (value: string | undefined) => boolean {
  if (glob === undefined) return () => true
  const matches = picomatch(glob, { dot: true })
  return (value) => value !== undefined && value !== '' && matches(value)
}

function takerOf(match: EnvironmentMatch): Taker {
  const [name, cluster, namespace, path] = [match.name, match.cluster, match.namespace, match.path].map(globOf)
  return (said) => {
    const [first, second] = said.placement?.split('/') ?? []
    return (
      (name?.(said.name) ?? true) &&
      (cluster?.(first) ?? true) &&
      (namespace?.(second) ?? true) &&
      (path?.(said.path) ?? true)
    )
  }
}

/**
 * Which rule of the catalogue takes an environment: the first one whose own name it is or that matches. Null: none, and
 * it keeps the name that it was given.
 */
export function environmentRules(rules: readonly EnvironmentRule[]): (said: SaidEnvironment) => EnvironmentRule | null {
  const takers = rules.map((rule) => ({ rule, takers: rule.match.map(takerOf) }))
  return (said) =>
    takers.find(({ rule, takers: each }) => rule.name === said.name || each.some((takes) => takes(said)))?.rule ?? null
}
