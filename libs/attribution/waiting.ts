import type { Deployment, Link } from '#domain/stream-history'
import { configShaOf, newestOf, type Wave } from './waves.ts'

/** The hole of a deployment that was asked for and that no reconciler applied yet. */
export function reconcileLink(wave: Wave): Link[] {
  if (wave.outcome !== 'IN_PROGRESS' || !wave.runs.some(({ isWaiting }) => isWaiting === true)) return []
  const repository = newestOf(wave.runs, (state) => state.event.configRepository) ?? ''
  const commit = `${repository}@${configShaOf(wave.runs) ?? ''}`
  return [
    {
      from: 'deployment',
      to: `sync ${commit}`,
      method: 'RECONCILE',
      confidence: 'HIGH',
      statements: [],
      missing: true,
      mend: `look at the application in the reconciler: it applied this repository before, and not ${commit} yet`,
    },
  ]
}

/** Whether a deployment was asked for and no reconciler applied it yet. */
export function isWaiting({ outcome, links }: Pick<Deployment, 'outcome' | 'links'>): boolean {
  return outcome === 'IN_PROGRESS' && links.some(({ method }) => method === 'RECONCILE')
}
