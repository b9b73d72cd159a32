import type { Window } from '#domain/window'
import type { CheckRun } from '#metrics/checks'
import type { Database } from '#storage/database'
import { type CheckRow, checks } from '#storage/queries/checks'
import { groupedBy, loaderOf } from '../relay/loader.ts'

interface ChecksKey {
  readonly streamId: number
  readonly from: number
  readonly to: number
}

/** Checks of streams in windows, many streams at a time. */
export class CheckReads {
  private readonly loader

  constructor(db: Database, cache: boolean) {
    this.loader = loaderOf(
      async (keys: readonly ChecksKey[]) => {
        const found = new Map<string, readonly CheckRun[]>()
        for (const group of groupedBy(keys, ({ from, to }) => `${from} ${to}`).values()) {
          const [any] = group
          if (any === undefined) continue
          const rows = await db.query<CheckRow>(checks({ ...any, streamIds: group.map((key) => key.streamId) }))
          for (const [streamId, runs] of groupedBy(rows, (row) => String(row.streamId)))
            found.set(`${streamId} ${any.from} ${any.to}`, runs)
        }
        return found
      },
      ({ streamId, from, to }) => `${streamId} ${from} ${to}`,
      cache,
    )
  }

  async ofStream(streamId: number, { from, to }: Window): Promise<readonly CheckRun[]> {
    return (await this.loader.load({ streamId, from, to })) ?? []
  }
}
