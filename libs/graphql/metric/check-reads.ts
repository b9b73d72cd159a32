import { type Checks, checksOf, countChecks } from '#metrics/checks'
import type { Database } from '#storage/database'
import { type CheckRow, checks, type ChecksScope } from '#storage/queries/checks'
import { loaderOf } from '../relay/loader.ts'

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
