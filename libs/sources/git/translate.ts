import type { Translation } from '../source.ts'
import { commitEvent } from './commit-events.ts'
import { GitReading } from './payload.ts'
import { releaseEvent } from './release.ts'
import { requestOf } from './requests.ts'

/** Most of an instant in either direction, in milliseconds. */
const furthest = 8.64e15

/** A commit or a release of a repository in the words of the event contract. */
export function translate(body: unknown): Translation {
  const read = GitReading.safeParse(body)
  if (!read.success) return { ignored: 'it is neither a commit nor a release of a git repository' }
  if ('release' in read.data) {
    const { release, ...context } = read.data
    if (Math.abs(release.at) > furthest) return { ignored: 'its time is no instant' }
    return { statements: [releaseEvent(release, context)] }
  }
  const { repository, readAt, commit, requests, ...place } = read.data
  if (Math.abs(readAt) > furthest) return { ignored: 'its time is no instant' }
  const request = requestOf(commit, { ...place, known: new Set(requests ?? []), complete: requests !== null })
  return { statements: [commitEvent(commit, { repository, now: readAt, request })] }
}
