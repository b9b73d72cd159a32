import { parse, parseAllDocuments } from 'yaml'
import { argocdManifest } from '#dashboards/manifest-snippets'
import { goTemplate } from './go-template.ts'

/** One sync of an application; times are ISO 8601 to the second. */
export interface Sync {
  readonly at: string
  /** Of the configuration repository. */
  readonly revision: string
  /** Left out: Argo CD is older than 3.1. */
  readonly image?: string
  /** Of the containers beside it. */
  readonly beside?: readonly string[]
  readonly phase?: string
  /** Four seconds after its start where left out. */
  readonly endedAt?: string
  /** What was done to each resource; `configured` where left out. */
  readonly done?: string
  readonly health?: string
  readonly healthAt?: string
}

export interface ApplicationStory {
  readonly name: string
  readonly uid?: string
  readonly path?: string
  readonly namespace?: string
  readonly cluster?: string
  readonly repoURL?: string
  /** That made it. */
  readonly applicationSet?: string
  readonly helm?: object
  readonly annotations?: object
  readonly resources?: readonly object[]
  /** `revisionHistoryLimit`; ten where left out. */
  readonly historyLimit?: number
  /** In their order; the history holds the last that succeeded. */
  readonly syncs: readonly Sync[]
}

function iso(text: string, seconds: number): string {
  return new Date(Date.parse(text) + seconds * 1_000).toISOString().replace('.000Z', 'Z')
}

/** The Application as Kubernetes and the API of Argo CD give it after the last of its syncs. */
export function argoApplication(story: ApplicationStory): Record<string, unknown> {
  const { name, syncs, path = `apps/${name}/overlays/production`, cluster, helm } = story
  const source = {
    repoURL: story.repoURL ?? 'https://git.example.com/acme/deploy.git',
    path,
    targetRevision: 'main',
    ...(helm && { helm }),
  }
  const history = syncs
    .map(({ at, revision, phase = 'Succeeded' }, id) => ({ id, at, revision, phase }))
    .filter(({ phase }) => phase === 'Succeeded')
    .map(({ id, at, revision }) => {
      return {
        id,
        revision,
        deployStartedAt: iso(at, 0),
        deployedAt: iso(at, 4),
        source,
        initiatedBy: { automated: true },
      }
    })
  const last = syncs.at(-1)
  const kinds = story.resources ?? [{ group: 'apps', kind: 'Deployment', name, namespace: 'shop' }]
  const resources = kinds.map((resource) => ({
    ...resource,
    status: 'Synced',
    message: last?.done ?? 'configured',
    ...(last?.image !== undefined && { images: [last.image, ...(last.beside ?? [])] }),
  }))
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      uid: story.uid ?? `uid-of-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(story.annotations && { annotations: story.annotations }),
      ...(story.applicationSet && {
        ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: story.applicationSet }],
      }),
      managedFields: [{ manager: 'kubectl' }],
    },
    spec: {
      project: 'default',
      source,
      destination: {
        namespace: story.namespace ?? 'shop',
        ...(cluster === undefined ? { server: 'https://kubernetes.default.svc' } : { name: cluster }),
      },
    },
    status: {
      ...(last !== undefined && {
        operationState: {
          operation: { initiatedBy: { automated: true }, sync: { revision: last.revision } },
          phase: last.phase ?? 'Succeeded',
          message: 'successfully synced (all tasks run)',
          startedAt: iso(last.at, 0),
          finishedAt: last.endedAt ?? iso(last.at, 4),
          syncResult: { revision: last.revision, source, resources },
        },
      }),
      history: history.slice(-(story.historyLimit ?? 10)),
      health: { status: last?.health ?? 'Healthy', lastTransitionTime: last?.healthAt ?? '2026-01-01T00:01:00Z' },
      resources: kinds,
      summary: {},
      sync: { status: 'Synced', revision: last?.revision },
    },
  }
}

/** What our template makes of an Application, as Argo CD posts it. */
export function argoNotification(application: object): string {
  const [, configured] = parseAllDocuments(argocdManifest({ url: 'https://leadline.example.com/x', secret: 'llwh_0' }))
  const template = parse(String(configured?.getIn(['data', 'template.leadline']))) as {
    readonly webhook: { readonly leadline: { readonly body: string } }
  }
  return goTemplate(template.webhook.leadline.body, {
    app: application,
    context: { argocdUrl: 'https://cd.example.com' },
  })
}
