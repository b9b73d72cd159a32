import { applied } from '#attribution/overrides'
import { type ListedOverrideRow, overrideCount, overrides } from '#storage/queries/overrides'
import type { Asked } from '../asked.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { type PageRequest, pageOf, pageSize } from '../relay/page.ts'
import type { OverrideView } from '../views.ts'
import { overrideView } from './override-view.ts'

/** Everything that anybody ever settled, the latest first. */
export async function overridesOf({ reads }: Asked, request: PageRequest): Promise<Connection<OverrideView>> {
  const first = pageSize(request.first)
  const question = questionOf('overrides')
  const key = readCursor(request.after, question, 2)
  const after = key === null ? null : { at: Number(key[0]), hash: String(key[1]) }
  const rows = await reads.db.query<ListedOverrideRow>(overrides(after, first + 1))
  return pageOf(
    rows,
    { first, question, began: key !== null },
    { key: ({ at, hash }) => [at, hash], node: ({ state }) => overrideView(applied(state)) },
    async () => (await reads.db.query<{ readonly count: number }>(overrideCount()))[0]?.count ?? 0,
  )
}
