import * as z from 'zod'
import type { Instant } from '#domain/instant'
import { timeText } from '../times.ts'
import { pageSize, projectPath, type ReadProject } from './project.ts'

const Answer = z.array(
  z.object({
    tag_name: z.string(),
    created_at: z.string(),
    released_at: z.string().nullish(),
    upcoming_release: z.boolean().nullish(),
    commit: z.object({ id: z.string() }).nullish(),
    _links: z.object({ self: z.string().nullish() }).nullish(),
  }),
)
export type ReadReleases = z.infer<typeof Answer>
type ReadRelease = ReadReleases[number]

export function readReleases(answer: unknown): ReadReleases | null {
  const read = Answer.safeParse(answer)
  return read.success ? read.data : null
}

/** Releases, those that were made last first. */
export function releasesPath({ id }: ReadProject): string {
  return `${projectPath(id)}/releases?order_by=created_at&sort=desc&per_page=${pageSize}`
}

/** When a release was made, which may be long before it is one; null where it does not say. */
export function madeAt({ created_at: at }: ReadRelease): Instant | null {
  const text = timeText(at)
  return text === null ? null : Date.parse(text)
}

/** Whether its time is yet to come. */
export function isAhead({ released_at: at, created_at: made }: ReadRelease, now: Instant): boolean {
  return Date.parse(timeText(at ?? made) ?? '') > now
}

/** A release as its webhook tells it. */
export function releaseBody({ named }: ReadProject, release: ReadRelease): object {
  const { tag_name: tag, released_at: at, created_at: made, commit, _links: links } = release
  return {
    object_kind: 'release',
    action: 'create',
    project: named,
    tag,
    url: links?.self,
    released_at: at ?? made,
    commit: commit == null ? null : { id: commit.id },
  }
}
