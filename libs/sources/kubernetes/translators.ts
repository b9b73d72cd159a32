import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { translateRollout } from '../argo-rollouts/rollout-object.ts'
import { applicationStatements } from '../argocd/application.ts'
import { ofKargoObject } from '../kargo/translate.ts'
import type { Translation } from '../source.ts'
import type { KubernetesObject } from './payload.ts'
import { translateWorkload } from './workload.ts'

/** Where an object is said to be from. */
export interface Whence {
  /** The agent's cluster and environment, and what the source is set to, which wins. */
  readonly places: ReconcilerPlaces
  /** The same, without the agent's own environment. */
  readonly elsewhere: ReconcilerPlaces
}

/** Pure: what one object says. */
export type Translator = (object: KubernetesObject, whence: Whence) => Translation

/** An object that is followed because of what it may say one day. */
function silent(reason: string): Translator {
  return () => ({ ignored: reason })
}

const rollout: Translator = (object, { places }) =>
  translateRollout(object, { settings: places, cluster: places.cluster })

/** Argo CD may deploy into other clusters, whose environment is not the one that its own is in. */
const application: Translator = (object, { places, elsewhere }) => {
  const { server, name } = (object.spec['destination'] ?? {}) as { readonly server?: unknown; readonly name?: unknown }
  const isHere = server === 'https://kubernetes.default.svc' || name === 'in-cluster'
  return applicationStatements(object, isHere ? places : elsewhere)
}

/** A stage tells the environment, wherever Kargo runs. */
const kargo: Translator = (object, { elsewhere }) => ofKargoObject(object, elsewhere)

/** By API group and kind, whatever the version. */
export const translators: Readonly<Record<string, Translator>> = {
  'apps/DaemonSet': (object, { places }) => translateWorkload(object, places),
  'apps/Deployment': (object, { places }) => translateWorkload(object, places),
  'apps/StatefulSet': (object, { places }) => translateWorkload(object, places),
  'argoproj.io/Application': application,
  'argoproj.io/Rollout': rollout,
  'flagger.app/Canary': silent('Canaries are not translated yet'),
  'helm.toolkit.fluxcd.io/HelmRelease': silent('HelmReleases are not translated yet'),
  'kargo.akuity.io/Freight': kargo,
  'kargo.akuity.io/Promotion': kargo,
  'kustomize.toolkit.fluxcd.io/Kustomization': silent('Kustomizations are not translated yet'),
  'source.toolkit.fluxcd.io/GitRepository': silent('what was fetched is not what runs'),
  'source.toolkit.fluxcd.io/OCIRepository': silent('what was fetched is not what runs'),
}
