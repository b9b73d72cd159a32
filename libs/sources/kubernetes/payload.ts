import * as z from 'zod'

const texts = z.record(z.string(), z.string())

/** An object as the agent reduces it; what its kind says is in `spec` and `status`. */
export const KubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    uid: z.string().min(1),
    name: z.string().min(1),
    namespace: z.string().default(''),
    generation: z.number().optional(),
    labels: texts.default({}),
    annotations: texts.default({}),
    ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
  }),
  spec: z.record(z.string(), z.unknown()).default({}),
  status: z.record(z.string(), z.unknown()).default({}),
})
export type KubernetesObject = z.infer<typeof KubernetesObject>

/** What the agent posts. Its objects are looked at one by one: one that cannot be read does not stop the others. */
export const Report = z.object({
  v: z.literal(1),
  cluster: z.string().min(1),
  environment: z.string().min(1).nullish(),
  objects: z.array(z.unknown()),
})
export type Report = z.infer<typeof Report>

const count = z.number().default(0)

/** What we read of a Deployment, StatefulSet or DaemonSet. */
export const Workload = z.object({
  spec: z.object({
    replicas: z.number().optional(),
    /** Kind of what tells of it. */
    ledBy: z.string().optional(),
    template: z
      .object({ spec: z.object({ containers: z.array(z.object({ image: z.string().optional() })).default([]) }) })
      .optional(),
  }),
  status: z.object({
    observedGeneration: count,
    replicas: count,
    updatedReplicas: count,
    availableReplicas: count,
    currentRevision: z.string().optional(),
    updateRevision: z.string().optional(),
    desiredNumberScheduled: z.number().optional(),
    updatedNumberScheduled: count,
    numberAvailable: count,
    /** When the cluster wrote the status last. */
    writtenAt: z.string().optional(),
    conditions: z
      .array(
        z.object({
          type: z.string(),
          reason: z.string().optional(),
          lastUpdateTime: z.string().optional(),
          lastTransitionTime: z.string().optional(),
        }),
      )
      .default([]),
  }),
})
export type Workload = z.infer<typeof Workload>
