import * as z from 'zod'

/** What reads an answer of one kind. */
export interface Reads<T> {
  readonly safeParse: (answer: unknown) => { readonly success: true; readonly data: T } | { readonly success: false }
}

/** A list as every question for several things is answered. */
function listOf<T extends z.ZodType>(each: T) {
  return z.object({ value: z.array(each) })
}

const text = z.string().nullish()

export const Projects = listOf(z.looseObject({ id: z.string(), name: z.string() }))

export const Repositories = listOf(
  z.looseObject({
    id: z.string(),
    name: z.string(),
    project: z.looseObject({ id: z.string(), name: text }),
    defaultBranch: text,
    isDisabled: z.boolean().nullish(),
  }),
)
export type ReadRepository = z.infer<typeof Repositories>['value'][number]

export const Pushes = listOf(z.looseObject({ pushId: z.number(), date: z.string() }))

export const PushDetail = z.looseObject({ pushId: z.number(), date: z.string() })

export const Requests = listOf(
  z.looseObject({
    pullRequestId: z.number(),
    closedDate: text,
    repository: z.looseObject({
      id: z.string(),
      name: z.string(),
      project: z.looseObject({ id: z.string() }).nullish(),
    }),
  }),
)
export type ReadRequest = z.infer<typeof Requests>['value'][number]

export const Parts = listOf(z.unknown())

export const Builds = listOf(
  z.looseObject({
    id: z.number(),
    finishTime: text,
    reason: text,
    sourceBranch: text,
    sourceVersion: text,
    definition: z.looseObject({ id: z.number().nullish(), name: text }).nullish(),
    repository: z.looseObject({ id: text, type: text, name: text, url: text }).nullish(),
    _links: z.unknown().optional(),
  }),
)
export type ReadBuild = z.infer<typeof Builds>['value'][number]

const StageRecord = z.looseObject({
  id: z.string(),
  type: text,
  name: text,
  identifier: text,
  attempt: z.number().nullish(),
  state: text,
  result: text,
  startTime: text,
  finishTime: text,
  previousAttempts: z.array(z.object({ timelineId: text, recordId: text })).nullish(),
})
export type StageRecord = z.infer<typeof StageRecord>

const Timeline = z.object({ records: z.array(StageRecord).nullish() }).nullable()

/** The stages of a build; null where what was answered is no timeline. */
export function stagesIn(answer: unknown): readonly StageRecord[] | null {
  const read = Timeline.safeParse(answer)
  if (!read.success) return null
  return (read.data?.records ?? []).filter(({ type }) => type === 'Stage')
}

export const Environments = listOf(z.looseObject({ id: z.number(), name: z.string() }))

export const Records = listOf(
  z.looseObject({
    stageName: text,
    startTime: text,
    queueTime: text,
    finishTime: text,
    owner: z.looseObject({ id: z.number().nullish() }).nullish(),
  }),
)

export type BuildsPage = z.infer<typeof Builds>
export type EnvironmentsPage = z.infer<typeof Environments>
export type RecordsPage = z.infer<typeof Records>

/** An answer that is read later. */
export const Anything = z.unknown()

/** What a hook of a build says. */
export function buildBody(build: ReadBuild): object {
  return { eventType: 'build.complete', resource: build }
}

/** States of a record, as a hook calls them. */
const states: Readonly<Record<string, string>> = { completed: 'completed', inProgress: 'running', pending: 'waiting' }

/**
 * What a hook of a stage says.
 *
 * @param environment that a job of it deploys to; null: it is not known
 */
export function stageBody(build: ReadBuild, stage: StageRecord, environment: string | null): object {
  const { repository, definition, sourceBranch: refName, sourceVersion: version, id } = build
  const isGithub = /^github$/i.test(repository?.type ?? '')
  return {
    eventType: 'ms.vss-pipelines.stage-state-changed-event',
    resource: {
      stage: {
        name: stage.identifier || stage.name,
        displayName: stage.name,
        attempt: stage.attempt ?? 1,
        state: states[stage.state ?? ''] ?? stage.state,
        result: stage.result,
        startTime: stage.startTime,
        finishTime: stage.finishTime,
        _links: build._links,
      },
      run: {
        id,
        resources: {
          repositories: {
            self: { refName, version, repository: isGithub ? { fullName: repository?.id, type: 'gitHub' } : undefined },
          },
        },
      },
      pipeline: { name: definition?.name },
      repositories: [{ alias: 'self', url: repository?.url }],
      ...(environment !== null && { environment }),
    },
  }
}
