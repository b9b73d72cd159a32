import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { translateRollout } from '../argo-rollouts/rollout-object.ts'
import { applicationStatements } from '../argocd/application.ts'
import { translateCanary } from '../flagger/canary-object.ts'
import { ociRepositoryObject } from '../flux/artifact.ts'
import { helmReleaseObject } from '../flux/helm-release-object.ts'
import { kustomizationObject } from '../flux/kustomization-object.ts'
import { ofKargoObject } from '../kargo/translate.ts'
import type { Translation } from '../source.ts'
import type { KubernetesObject } from './payload.ts'
import { translateWorkload } from './workload.ts'

/** Where an object is said to be from. */
export interface Whence {
  /** The agent's cluster and environment, and what the source is set to, which wins. */
  readonly places: ReconcilerPlaces
  /** What the source is set to, as it is stored. */
  readonly settings: unknown
  /** The same places, without the agent's own environment. */
  readonly elsewhere: ReconcilerPlaces
}

/** Pure: what one object says. */
export type Translator = (object: KubernetesObject, whence: Whence) => Translation

/** An object that is followed because of what it may say one day. */
function silent(reason: string): Translator {
  return () => ({ ignored: reason })
}

function textIn(value: unknown, name: string): string | null {
  const found = (value as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof found === 'string' && found !== '' ? found : null
}

/** The agent tells with an object of Flux from which repository it is; what a user says of it wins there. */
function settingsOf({ spec, metadata }: KubernetesObject, { places, settings }: Whence): object {
  const origin = textIn(spec, 'origin')
  const told = origin === null ? {} : { [`${metadata.namespace}/${metadata.name}`]: origin }
  const { repositories } = (settings ?? {}) as { readonly repositories?: object }
  return { ...places, repositories: { ...told, ...repositories } }
}

/** Argo CD may deploy into other clusters, whose environment is not the one that its own is in. */
const application: Translator = (object, { places, elsewhere }) => {
  const { destination } = object.spec
  const isHere =
    textIn(destination, 'server') === 'https://kubernetes.default.svc' || textIn(destination, 'name') === 'in-cluster'
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
  'argoproj.io/Rollout': (object, { places }) => translateRollout(object, places),
  'flagger.app/Canary': (object, { places }) => translateCanary(object, places),
  'helm.toolkit.fluxcd.io/HelmRelease': (object, whence) => helmReleaseObject(object, settingsOf(object, whence)),
  'kargo.akuity.io/Freight': kargo,
  'kargo.akuity.io/Promotion': kargo,
  'kustomize.toolkit.fluxcd.io/Kustomization': (object, whence) =>
    kustomizationObject(object, settingsOf(object, whence)),
  'source.toolkit.fluxcd.io/GitRepository': silent('what was fetched is not what runs'),
  'source.toolkit.fluxcd.io/OCIRepository': ociRepositoryObject,
}
