import type { BuildState } from '#domain/entity-state'
import { type Checks, checksOf, countChecks, measureChecks } from '#metrics/checks'
import type { Database } from '#storage/database'
import { type CheckRow, checks, type ChecksScope } from '#storage/queries/checks'
import type { Asked } from '../asked.ts'
import { loaderOf } from '../relay/loader.ts'
import type { MetricsView } from './metrics-view.ts'

function textOf({ streamIds, from, to }: ChecksScope): string {
  return `${streamIds.join(' ')} ${from} ${to}`
}

/** Checks of streams in windows, many at a time: any number of runs is counted where they lie. */
export class CheckReads {
  private readonly loader

  constructor(db: Database, cache: boolean) {
    this.loader = loaderOf(
      async (scopes: readonly ChecksScope[]) => {
        const rows = await db.query<CheckRow>(checks(scopes))
        return new Map(rows.map((row) => [textOf(scopes[row.scope] as ChecksScope), row]))
      },
      textOf,
      cache,
    )
  }

  /** Of these streams as one: what several of them shipped is counted once. */
  async ofStreams(scope: ChecksScope): Promise<Checks> {
    return checksOf((await this.loader.load(scope)) ?? countChecks([]))
  }
}

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
