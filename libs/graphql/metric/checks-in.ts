import type { BuildState } from '#domain/entity-state'
import { type Checks, measureChecks } from '#metrics/checks'
import type { Asked } from '../asked.ts'
import type { MetricsView } from './metrics-view.ts'

function ofBuilds(builds: readonly BuildState[]): Checks {
  return measureChecks(
    builds
      .filter(({ event }) => event.phase === 'pre_merge')
      .map(({ event: { name = null, sha, startedAt, finishedAt = null, attempt = 1 } }) => ({
        name,
        sha,
        startedAt,
        finishedAt,
        attempt,
      })),
  )
}

/** The checks of a view, as they are known now or were at its moment. */
export async function checksIn({ streams, scope: { window }, known }: MetricsView, asked: Asked): Promise<Checks> {
  const { from, to } = window
  if (known === null) return asked.reads.checks.ofStreams({ streamIds: streams.map(({ id }) => id), from, to })
  const commits = (await known.commits()).filter(({ liveAt }) => liveAt >= from && liveAt < to)
  return ofBuilds(await asked.outside.builds(commits, known.asOf))
}
