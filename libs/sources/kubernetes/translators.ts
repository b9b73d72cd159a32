import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import type { Translation } from '../source.ts'
import type { KubernetesObject } from './payload.ts'
import { translateWorkload } from './workload.ts'

/** Pure: what one object says. `places` holds the agent's cluster and environment, and the rules of the source. */
export type Translator = (object: KubernetesObject, places: ReconcilerPlaces) => Translation

/** An object that is followed because of what it may say one day. */
function silent(reason: string): Translator {
  return () => ({ ignored: reason })
}

/** By API group and kind, whatever the version. */
export const translators: Readonly<Record<string, Translator>> = {
  'apps/DaemonSet': translateWorkload,
  'apps/Deployment': translateWorkload,
  'apps/StatefulSet': translateWorkload,
  'argoproj.io/Application': silent('Applications are not translated yet'),
  'argoproj.io/Rollout': silent('Rollouts are not translated yet'),
  'flagger.app/Canary': silent('Canaries are not translated yet'),
  'helm.toolkit.fluxcd.io/HelmRelease': silent('HelmReleases are not translated yet'),
  'kargo.akuity.io/Promotion': silent('Promotions are not translated yet'),
  'kustomize.toolkit.fluxcd.io/Kustomization': silent('Kustomizations are not translated yet'),
  'source.toolkit.fluxcd.io/GitRepository': silent('what was fetched is not what runs'),
  'source.toolkit.fluxcd.io/OCIRepository': silent('what was fetched is not what runs'),
}
