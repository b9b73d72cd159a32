import * as z from 'zod'
import { Project } from './code-payload.ts'
import { flag, maybeTime, number, text } from './fields.ts'

const links = z.object({ web: z.object({ href: text }).nullish() }).nullish()

export const Build = z.object({
  id: z.number(),
  status: text,
  result: text,
  queueTime: maybeTime,
  startTime: maybeTime,
  finishTime: maybeTime,
  url: text,
  sourceBranch: text,
  sourceVersion: text,
  /** Of builds of the kind before, which have no other: `LG:refs/heads/main:SHA`. */
  sourceGetVersion: text,
  reason: text,
  definition: z.object({ name: text }).nullish(),
  project: Project.nullish(),
  repository: z.object({ id: text, type: text, name: text, url: text }).nullish(),
  _links: links,
})
export type Build = z.infer<typeof Build>

export const BuildComplete = z.object({ resource: Build })

const Run = z.object({
  id: z.number(),
  state: text,
  result: text,
  createdDate: maybeTime,
  finishedDate: maybeTime,
  resources: z
    .object({
      repositories: z
        .object({
          self: z
            .object({
              repository: z.object({ fullName: text, type: text }).nullish(),
              refName: text,
              version: text,
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
  _links: links,
})

/** What is alike in all events of a run. */
const run = {
  run: Run,
  pipeline: z.object({ name: text }).nullish(),
  repositories: z
    .array(z.object({ alias: text, type: text, url: text, change: z.object({ version: text }).nullish() }))
    .nullish(),
}

export const RunState = z.object({ resource: z.object(run) })
export type RunState = z.infer<typeof RunState>['resource']

export const Stage = z.object({
  name: z.string(),
  displayName: text,
  attempt: number,
  state: z.string(),
  result: text,
  startTime: maybeTime,
  finishTime: maybeTime,
  _links: links,
})
export type Stage = z.infer<typeof Stage>

export const StageState = z.object({
  resource: z.object({
    ...run,
    stage: Stage,
    /** Of what was read: the name of the environment that its deployment job deploys to. */
    environment: text,
  }),
})
export type StageState = z.infer<typeof StageState>['resource']

const Named = z.object({ id: text, name: text }).nullish()

export const ReleaseDeployment = z.object({
  resource: z.object({
    environment: z.object({
      id: z.number(),
      name: z.string(),
      status: z.string(),
      modifiedOn: maybeTime,
      release: z.object({ id: z.number(), name: text }).nullish(),
      releaseDefinition: z.object({ name: text }).nullish(),
    }),
    deployment: z
      .object({
        attempt: number,
        startedOn: maybeTime,
        completedOn: maybeTime,
        releaseDefinition: z.object({ name: text }).nullish(),
        release: z
          .object({
            artifacts: z
              .array(
                z.object({
                  isPrimary: flag,
                  definitionReference: z
                    .object({
                      sourceVersion: Named,
                      branch: Named,
                      project: Named,
                      repository: Named,
                      'repository.provider': Named,
                    })
                    .nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      })
      .nullish(),
    project: Project.nullish(),
  }),
})
export type ReleaseDeployment = z.infer<typeof ReleaseDeployment>['resource']
