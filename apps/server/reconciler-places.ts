import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import {
  flagSystems,
  incidentSystems,
  pipelineSystems,
  readPlaces,
  reconcilers,
  ruledSystems,
  storedRules,
} from '#domain/naming/reconciler-places'
import type { StatedPlaces } from '#graphql/outside'
import { RuleRefused } from '#sources/config-repository/settings'
import { readDeploymentRules } from '#sources/deployment-rules-text'
import { readFlagRules } from '#sources/flag-rules-text'
import { readIncidentRules } from '#sources/incident-rules-text'
import { readReconcilerRules } from '#sources/reconciler-rules'
import type { PlaceSettings } from '#storage/stores/source-places'

/** What is wrong, in which field. */
export interface PlacesRefused {
  readonly refused: string
  readonly field: keyof ReconcilerPlaces | 'system'
}

const longest = 300

/**
 * What a source of a reconciler, an incident tool or pipelines is to be set to, by what is said of it and what it is set to: what is left out stays, what is
 * empty is taken away.
 *
 * @param settings as they are stored; null for a new source.
 */
export function placesOf(
  system: string,
  { cluster, environment, rules }: StatedPlaces,
  settings: unknown,
): { readonly settings: PlaceSettings } | PlacesRefused {
  if (!ruledSystems.includes(system)) {
    const refused = `Cluster, environment and rules of places are of ${ruledSystems.join(', ')}; ${system} has none.`
    return { refused, field: 'system' }
  }
  if (!reconcilers.includes(system) && cluster != null && cluster.trim() !== '')
    return { refused: `A source of ${system} has no cluster: ${saidByRules(system)}.`, field: 'cluster' }
  for (const [field, text] of Object.entries({ cluster, environment })) {
    const problem = text == null ? null : problemOf(field, text)
    if (problem !== null) return { refused: problem, field: field as 'cluster' | 'environment' }
  }
  const before = readPlaces(settings)
  const given = (text: string | null | undefined, kept: string | undefined): string | null =>
    (text == null ? kept : text.trim()) || null
  try {
    const read = rules == null ? storedRules(settings) : rulesIn(rules, system)
    return {
      settings: {
        cluster: given(cluster, before.cluster),
        environment: given(environment, before.environment),
        rules: read.length === 0 ? null : read,
      },
    }
  } catch (error) {
    if (!(error instanceof RuleRefused)) throw error
    return { refused: error.message, field: 'rules' }
  }
}

function saidByRules(system: string): string {
  if (flagSystems.includes(system)) return 'its rules say of which service a flag is'
  return incidentSystems.includes(system) ? 'its rules say whose an incident is' : 'its rules say what deploys where'
}

function rulesIn(text: string, system: string): readonly Readonly<Record<string, unknown>>[] {
  if (incidentSystems.includes(system)) return readIncidentRules(text)
  if (flagSystems.includes(system)) return readFlagRules(text)
  return pipelineSystems.includes(system) ? readDeploymentRules(text) : readReconcilerRules(text)
}

function problemOf(field: string, text: string): string | null {
  if (text.length > longest) return `The ${field} may have at most ${longest} characters.`
  return /\p{Cc}/u.test(text) ? `The ${field} is one line of text.` : null
}
