import * as z from 'zod'
import { Comment, PullRequest, Push } from './code-payload.ts'
import { maybeTime, text } from './fields.ts'
import { BuildComplete, ReleaseDeployment, RunState, StageState } from './pipeline-payload.ts'

/** What stands around every event. */
export const Head = z.object({
  eventType: z.string(),
  subscriptionId: text,
  createdDate: maybeTime,
  /** Of what was read: it is as it was then. */
  read_at: maybeTime,
  resourceContainers: z.object({ collection: z.object({ baseUrl: text }).nullish() }).nullish(),
})
export type Head = z.infer<typeof Head>

/** What is read of each kind of event; of all others nothing is. */
export const payloads = {
  'git.push': Push,
  'git.pullrequest.created': PullRequest,
  'git.pullrequest.updated': PullRequest,
  'git.pullrequest.merged': PullRequest,
  'ms.vss-code.git-pullrequest-comment-event': Comment,
  'build.complete': BuildComplete,
  'ms.vss-pipelines.run-state-changed-event': RunState,
  'ms.vss-pipelines.stage-state-changed-event': StageState,
  'ms.vss-release.deployment-completed-event': ReleaseDeployment,
} as const satisfies Readonly<Record<string, z.ZodObject>>
export type Kind = keyof typeof payloads

const OfHook = z.object({ eventType: z.string() })

/** The name of an event; null where it has none that Azure DevOps would write. */
export function kindOf(body: unknown): string | null {
  const head = OfHook.safeParse(body)
  return head.success && /^[a-z][a-z.-]{0,99}$/i.test(head.data.eventType) ? head.data.eventType : null
}

/** The schema of a kind of event; null where it is none that is read. */
export function schemaOf(kind: string): (typeof payloads)[Kind] | null {
  return Object.hasOwn(payloads, kind) ? payloads[kind as Kind] : null
}
