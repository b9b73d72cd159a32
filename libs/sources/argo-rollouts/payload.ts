import * as z from 'zod'
import { textIn } from '#domain/json-value'

const text = z
  .unknown()
  .optional()
  .transform((value) => textIn(value) ?? undefined)
const name = text.refine((value) => value !== undefined, 'it is missing').transform((value) => value ?? '')
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((held) => held ?? {})

const Condition = z.object({ type: text, status: text, reason: text, message: text, lastTransitionTime: text })
export type Condition = z.infer<typeof Condition>

const run = z.object({ status: text }).nullish()

/** Of a canary or of blue and green: the phases of its analyses, and the part of the traffic that the new version has. */
const Strategy = z
  .object({
    weights: z.object({ canary: z.object({ weight: z.number() }).nullish() }).nullish(),
    currentStepAnalysisRunStatus: run,
    currentBackgroundAnalysisRunStatus: run,
    prePromotionAnalysisRunStatus: run,
    postPromotionAnalysisRunStatus: run,
  })
  .nullish()
  .transform((held) => {
    const { weights, ...runs } = held ?? {}
    const analyses = Object.values(runs).flatMap((each) => each?.status ?? [])
    return { weight: weights?.canary?.weight ?? null, analyses }
  })

const Status = z.object({
  message: text,
  abort: z
    .boolean()
    .nullish()
    .transform((value) => value === true),
  abortedAt: text,
  currentPodHash: text,
  stableRS: text,
  observedGeneration: text,
  conditions: list(Condition),
  pauseConditions: list(z.object({ reason: text, startTime: text })),
  canary: Strategy,
  blueGreen: Strategy,
})

/** What is read of a Rollout. */
export const Rollout = z.object({
  uid: text,
  name,
  namespace: text,
  generation: z.number().nullish(),
  labels,
  /** Counts the changes of its pods; a text, as annotations are. */
  revision: text,
  containers: list(z.object({ image: text })),
  workloadRef: z.object({ kind: text, name: text }).nullish(),
  progressDeadlineAbort: z
    .boolean()
    .nullish()
    .transform((value) => value === true),
  status: Status,
})
export type Rollout = z.infer<typeof Rollout>

/** What the template of the README sends. */
export const Notification = z.object({
  event: name,
  /** When it was sent: the status of the Rollout is the one before the event. */
  at: text,
  cluster: text,
  rollout: Rollout,
  analysisRuns: list(z.object({ phase: text, message: text })),
})
export type Notification = z.infer<typeof Notification>
