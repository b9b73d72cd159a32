import { type ReconciledPlace, reconciledPlace, type ReconcilerPlaces } from '#domain/naming/reconciled-place'
import type { Notification } from './payload.ts'
import { pathsOf, type Placed } from './version.ts'

const infrastructure = new Set([
  'Application',
  'ApplicationSet',
  'AppProject',
  'Kustomization',
  'HelmRelease',
  'Namespace',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
])
const deployers = new Set(['Application', 'ApplicationSet', 'Kustomization', 'HelmRelease'])
const workload = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|Canary|Pod|Job|CronJob|.*Workload)$/

/** Whether a kind runs something, as far as its name tells. */
export function isWorkload(kind: string): boolean {
  return workload.test(kind)
}

/** Kinds of all that the application is known to hold. */
export function kindsOf({ kinds, operation }: Notification): ReadonlySet<string> {
  const synced = (operation?.syncResult?.resources ?? []).map(({ kind }) => kind)
  return new Set([...(kinds ?? []), ...synced].filter((kind) => typeof kind === 'string'))
}

/** Why an application of these kinds is no service; null where it may be one. */
export function noService(kinds: ReadonlySet<string>): string | null {
  const all = [...kinds]
  if (all.some(isWorkload)) return null
  if (all.some((kind) => deployers.has(kind))) return 'it holds other applications, and no workload of its own'
  const isBare = all.length > 0 && all.every((kind) => infrastructure.has(kind))
  return isBare ? 'it holds namespaces, roles and definitions only: nothing that runs' : null
}

/** The cluster that it deploys into; null for the one that Argo CD itself runs in. */
function clusterOf({ name, server }: NonNullable<Notification['app']['destination']>): string | null {
  if (name !== undefined) return name === 'in-cluster' ? null : name
  if (server === undefined || !URL.canParse(server)) return server ?? null
  const { hostname } = new URL(server)
  return hostname === 'kubernetes.default.svc' ? null : hostname
}

/** Whose deployment a sync is, and where; null where a rule of the user's says that it is none. */
export function placeOf(
  { app }: Notification,
  placed: readonly Placed[],
  places: ReconcilerPlaces,
): ReconciledPlace | null {
  const stage = app.stage?.split(':').at(-1)
  // The hydrator writes each environment on a branch of its own.
  const branches = placed
    .map(({ source }) => source.targetRevision)
    .filter((branch) => /^env[a-z]*\//i.test(branch ?? ''))
  const sets = (app.owners ?? []).flatMap(({ kind, name }) =>
    kind === 'ApplicationSet' && name !== undefined ? [name] : [],
  )
  return reconciledPlace(
    {
      name: app.name,
      namespace: app.destination?.namespace ?? null,
      cluster: app.destination === undefined ? null : clusterOf(app.destination),
      // A set is mostly called as what it deploys everywhere.
      paths: [...pathsOf(placed), ...sets],
      labels: app.labels ?? {},
      hints: [stage, ...branches, app.project].filter((hint) => hint !== undefined),
    },
    places,
  )
}
