import type { KubernetesObject } from './kubernetes-server.ts'

/** A Deployment whose rollout of this image is over. */
export function deployment(name: string, image: string, revision = 1): KubernetesObject {
  return {
    metadata: {
      uid: `uid-${name}`,
      name,
      namespace: 'shop',
      generation: revision,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    },
    spec: { replicas: 2, template: { spec: { containers: [{ name: 'main', image }] } } },
    status: {
      observedGeneration: revision,
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
      conditions: [
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          lastUpdateTime: '2026-03-02T10:00:00Z',
        },
      ],
    },
  }
}

/** An Application of Argo CD that synced this image at that time. */
export function application(
  name: string,
  image: string,
  startedAt: string,
  phase: 'Running' | 'Succeeded' | 'Failed' = 'Succeeded',
): KubernetesObject {
  const repoURL = 'https://robot:hunter2@git.example.com/acme/deployments.git'
  const source = { repoURL, path: `apps/${name}/overlays/production`, targetRevision: 'main' }
  const finishedAt = phase === 'Running' ? {} : { finishedAt: startedAt.replace(':00Z', ':20Z') }
  const resources = [
    {
      group: 'apps',
      kind: 'Deployment',
      namespace: 'shop',
      name,
      status: 'Synced',
      message: 'configured',
      images: [image],
    },
  ]
  return {
    metadata: { uid: `uid-app-${name}`, name, namespace: 'argocd', creationTimestamp: '2026-01-02T10:00:00Z' },
    spec: { project: 'shop', destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' }, source },
    status: {
      sync: { status: 'Synced', revision: 'b'.repeat(40) },
      health: { status: 'Healthy' },
      operationState: {
        phase,
        startedAt,
        ...finishedAt,
        operation: { initiatedBy: { automated: true }, sync: { revision: 'a'.repeat(40) } },
        syncResult: { revision: 'a'.repeat(40), source, resources },
      },
    },
  }
}
