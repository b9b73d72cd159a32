import * as z from 'zod'

/** All that tells whether something happened to an application; the API leaves everything else out. */
export const sweptFields = [
  'items.metadata.name',
  'items.metadata.namespace',
  'items.metadata.uid',
  'items.status.operationState.startedAt',
  'items.status.operationState.finishedAt',
  'items.status.operationState.phase',
  'items.status.health',
].join(',')

const text = z.string().nullish()
const Item = z.object({
  metadata: z.object({ name: z.string().min(1), namespace: text, uid: text }),
  status: z
    .object({
      operationState: z.object({ startedAt: text, finishedAt: text, phase: text }).nullish(),
      health: z.object({ status: text, lastTransitionTime: text }).nullish(),
    })
    .nullish(),
})
const Listed = z.object({ items: z.array(Item).max(100_000).nullish() })

/** An application as a sweep sees it. */
export interface Swept {
  readonly name: string
  readonly namespace: string | null
  /** Its uid, else its name. */
  readonly key: string
  /** Another one where something happened that may be told. */
  readonly state: string
  /** Whether it was ever synced. */
  readonly wasSynced: boolean
}

/** The applications of an answer of the API; null where it is none of Argo CD. */
export function readListing(answer: unknown): readonly Swept[] | null {
  const read = Listed.safeParse(answer)
  if (!read.success) return null
  return (read.data.items ?? []).map(({ metadata: { name, namespace = null, uid }, status }): Swept => {
    const { startedAt, finishedAt, phase } = status?.operationState ?? {}
    const { status: health, lastTransitionTime } = status?.health ?? {}
    const state = [startedAt, finishedAt, phase, health, lastTransitionTime].map((part) => part ?? '').join(' ')
    return { name, namespace, key: uid ?? `${namespace}/${name}`, state, wasSynced: startedAt != null }
  })
}
