import type { StreamRow } from '#storage/queries/streams'
import { changeRefOf, changeView } from '../change/change-view.ts'
import type { Reads } from '../reads.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { type PageRequest, pageOf, pageSize } from '../relay/page.ts'
import type { ChangeView } from '../views.ts'

/** The changes that several deployments of a stream were the first to bring, in the order of the deployments. */
export async function changesOfDeployments(
  { records }: Reads,
  stream: StreamRow,
  keys: readonly string[],
  request: PageRequest,
): Promise<Connection<ChangeView>> {
  const first = pageSize(request.first)
  const question = questionOf('RunningVersion.changes', stream.id, keys)
  const cursor = readCursor(request.after, question, 3)
  const begin = cursor === null ? 0 : Number(cursor[0])
  const rest = [...keys.entries()].filter(([place]) => place >= begin)
  const pages = await Promise.all(
    rest.map(async ([place, key]) => {
      const goesOn = cursor !== null && place === begin
      const after = goesOn ? { liveAt: Number(cursor[1]), key: String(cursor[2]) } : null
      const rows = await records.shipped.load({ streamId: stream.id, key, after, limit: first + 1 })
      return (rows ?? []).map((row) => ({ row, place, ref: changeRefOf(row.key) }))
    }),
  )
  const rows = await Promise.all(
    pages
      .flat()
      .slice(0, first + 1)
      .map(async (found) => ({ ...found, node: changeView(found.ref, await records.change.load(found.ref)) })),
  )
  return pageOf(
    rows,
    { first, question, began: cursor !== null },
    { key: ({ row, place }) => [place, row.liveAt, row.key], node: ({ node }) => node },
    async () => {
      const counts = await Promise.all(keys.map((key) => records.shippedCount.load({ streamId: stream.id, key })))
      return counts.reduce((sum, row) => sum + (row?.count ?? 0), 0)
    },
  )
}
