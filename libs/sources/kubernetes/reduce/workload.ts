import { conditions, type Json, type Parts, list, podTemplate, plain, present, record, scalars } from './parts.ts'

/** The types of conditions by which a rollout is known to be over; others come and go with each pod. */
const rolloutConditions = ['Progressing', 'ReplicaFailure']

const counts = [
  'replicas',
  'updatedReplicas',
  'availableReplicas',
  'desiredNumberScheduled',
  'updatedNumberScheduled',
  'numberAvailable',
]

/** What changes with every scaling and every pod; `settled` says what matters of it. */
export const restlessOfWorkloads: readonly string[] = [
  ...counts.map((name) => `status.${name}`),
  'status.writtenAt',
  'status.observedGeneration',
  'spec.replicas',
  'metadata.generation',
]

/** When the status was last written: the only time that says when a StatefulSet or a DaemonSet was done. */
function statusWrittenAt(metadata: unknown): string | null {
  const times = list(record(metadata)['managedFields']).flatMap((entry) => {
    const { subresource, time } = record(entry)
    return subresource === 'status' && typeof time === 'string' ? [time] : []
  })
  return times.toSorted().at(-1) ?? null
}

/** Whether every replica is of the newest template. A Deployment says by a condition whether they are available too. */
function isSettled({ metadata, status: told }: Json): boolean {
  const status = record(told)
  const wanted = status['desiredNumberScheduled'] ?? status['replicas'] ?? 0
  const updated = status['updatedNumberScheduled'] ?? status['updatedReplicas'] ?? 0
  const available = status['numberAvailable'] ?? status['availableReplicas'] ?? 0
  const isSaid = list(status['conditions']).some((condition) => record(condition)['type'] === 'Progressing')
  const isObserved = Number(status['observedGeneration'] ?? 0) >= Number(record(metadata)['generation'] ?? 0)
  return isObserved && updated === wanted && (isSaid || available === wanted)
}

/** A Deployment, StatefulSet or DaemonSet: its images, and how far their rollout is. */
export function reduceWorkload(object: Json): Parts {
  const spec = record(object['spec'])
  const status = record(object['status'])
  return {
    spec: present({ ...scalars(spec, 'replicas', 'paused'), template: podTemplate(spec['template']) }),
    status: present({
      ...scalars(status, 'observedGeneration', 'currentRevision', 'updateRevision', ...counts),
      conditions: conditions(status['conditions'], ...rolloutConditions),
      settled: isSettled(object),
      writtenAt: statusWrittenAt(object['metadata']) ?? plain(status['writtenAt']),
    }),
  }
}
