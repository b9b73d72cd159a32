import type { Translation } from '../source.ts'
import type { Bump } from './bumps.ts'
import type { Running } from './running.ts'
import { statementsOf } from './config-commit.ts'
import { ConfigCommitPayload } from './payload.ts'

/** JSON has no difference between what is absent and what is undefined; the types have. */
function running(list: ConfigCommitPayload['bumps'][number]['moved']): Running[] {
  return list.map(
    (one) => Object.fromEntries(Object.entries(one).filter(([, part]) => part !== undefined)) as unknown as Running,
  )
}

/** A config commit and its bumps in the words of the event contract. */
export function translate(body: unknown): Translation {
  const read = ConfigCommitPayload.safeParse(body)
  if (!read.success) return { ignored: 'it is no config commit: sha, times and bumps were not found' }
  const { configRepository, bumps, ...commit } = read.data
  const resolved = new Map(
    bumps.map(({ resolution, sourceRepository, ...bump }) => {
      const { moved, images, previous } = bump
      const lists = {
        moved: running(moved),
        images: running(images),
        previous: previous === null ? null : running(previous),
      }
      const whole: Bump = { ...bump, ...lists, configSha: commit.sha }
      return [whole, { resolution, repository: sourceRepository }] as const
    }),
  )
  const instants = [commit.authoredAt, commit.committedAt, ...bumps.map(({ at }) => at)]
  if (instants.some((at) => Math.abs(at) > 8.64e15)) return { ignored: 'its times are no instants' }
  return {
    statements: statementsOf(
      { ...commit, bumps: [...resolved.keys()] },
      configRepository,
      (bump) => resolved.get(bump) ?? {},
    ),
  }
}
