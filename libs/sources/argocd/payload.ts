import * as z from 'zod'

const nothing: ReadonlySet<unknown> = new Set(['', '<nil>', '<no value>', null])

/** What Go writes for nothing is nothing. */
function told<T extends z.ZodType>(type: T) {
  return z.preprocess((value) => (nothing.has(value) ? undefined : value), type.optional())
}

const text = told(z.string())
const texts = told(z.array(z.string().nullable()))

const Source = z.object({
  repoURL: text,
  chart: text,
  path: text,
  targetRevision: text,
  ref: text,
  helm: told(
    z.object({
      parameters: told(z.array(z.object({ name: z.string(), value: z.string() }))),
      valueFiles: told(z.array(z.string())),
    }),
  ),
  kustomize: told(z.object({ images: told(z.array(z.string())) })),
  /** Of what is not kept. */
  valuesHash: text,
})
export type Source = z.infer<typeof Source>

/** Which revision of which source; with several sources the lists run in step. */
const applied = {
  source: told(Source),
  sources: told(z.array(Source.nullable())),
  revision: text,
  revisions: texts,
}
const Applied = z.object(applied)
export type Applied = z.infer<typeof Applied>

const InitiatedBy = z.object({ automated: told(z.boolean()), username: text })

const Resource = z.object({
  group: text,
  kind: text,
  name: text,
  status: text,
  message: text,
  hookType: text,
  images: texts,
})
export type Resource = z.infer<typeof Resource>

const Requested = z.object({
  ...applied,
  dryRun: told(z.boolean()),
  autoHealAttemptsCount: told(z.number()),
  /** Where only some resources were to be synced. */
  resources: told(z.array(z.unknown())),
  syncOptions: texts,
})

const Operation = z.object({
  phase: text,
  message: text,
  startedAt: text,
  finishedAt: text,
  operation: told(z.object({ initiatedBy: told(InitiatedBy), sync: told(Requested) })),
  syncResult: told(z.object({ ...applied, resources: told(z.array(Resource)) })),
})
export type Operation = z.infer<typeof Operation>

const Entry = z.object({
  ...applied,
  id: told(z.number()),
  deployStartedAt: text,
  deployedAt: text,
  initiatedBy: told(InitiatedBy),
})
export type Entry = z.infer<typeof Entry>

const Hydration = z.object({
  drySHA: text,
  hydratedSHA: text,
  sourceHydrator: told(z.object({ drySource: told(Source) })),
})

/** A notification of our template, as it is kept. */
export const Notification = z.object({
  app: z.object({
    uid: text,
    name: z.string().min(1),
    namespace: text,
    labels: told(z.record(z.string(), z.string())),
    owners: told(z.array(z.object({ kind: text, name: text }))),
    project: text,
    stage: text,
    destination: told(z.object({ server: text, name: text, namespace: text })),
    source: told(Source),
    sources: told(z.array(Source.nullable())),
  }),
  operation: told(Operation),
  history: told(z.array(Entry)),
  health: told(z.object({ status: text, lastTransitionTime: text })),
  /** When what is said of its health was looked at last. */
  reconciledAt: text,
  images: texts,
  kinds: texts,
  hydrator: told(z.object({ currentOperation: told(Hydration), lastSuccessfulOperation: told(Hydration) })),
  console: text,
  /** Asked of the API beside the application: commits of code for which a commit of the configuration was made. */
  references: told(z.array(z.object({ revision: text, sha: text, repoURL: text }).nullable())),
})
export type Notification = z.infer<typeof Notification>
