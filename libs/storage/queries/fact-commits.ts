import type { CommitFact } from '#metrics/facts'
import { toTimestamp } from '../database.ts'
import { type Sql, sql } from '../sql.ts'
import type { FactsScope } from './facts-scope.ts'

export type FactCommitRow = CommitFact & { readonly streamId: number }

/** Which commits of these streams went live in the window? By live time. */
export function factCommits({ streamIds, from, to }: FactsScope): Sql {
  return sql`
    /* fact-commits */
    select shipped_commit.stream_id as "streamId",
           shipped_commit.sha,
           shipped_commit.change_key as "changeKey",
           deployment.key as "deploymentKey",
           shipped_commit.started_at as "startedAt",
           commit.committed_at as "committedAt",
           shipped_commit.live_at as "liveAt",
           shipped_commit.first_live_at as "firstLiveAt",
           shipped_commit.authorship,
           shipped_commit.flags
      from shipped_commit
      join deployment on deployment.id = shipped_commit.deployment_id
      left join commit on commit.repository_id = shipped_commit.repository_id and commit.sha = shipped_commit.sha
     where shipped_commit.stream_id = any(${streamIds}::integer[])
       and shipped_commit.live_at >= ${toTimestamp(from)}::timestamptz
       and shipped_commit.live_at < ${toTimestamp(to)}::timestamptz
     order by shipped_commit.stream_id, shipped_commit.live_at, shipped_commit.sha collate "C"`
}
