import { agentManifest } from './agent-manifest.ts'
import {
  alertmanagerReceiver,
  argocdManifest,
  type DoorOfSource,
  flaggerManifest,
  fluxManifest,
  kargoManifest,
  rolloutsManifest,
} from './manifest-snippets.ts'

/** What the cluster of a system is to be told, and where it is put. */
interface Manifest {
  readonly said: string
  readonly text: (door: DoorOfSource) => string
}

/** Systems that are told by a manifest in their cluster, by name. */
const manifests: Readonly<Record<string, Manifest>> = {
  alertmanager: {
    said: 'Add the receiver and the route to the configuration of Alertmanager, the route before those that end there.',
    text: alertmanagerReceiver,
  },
  argocd: {
    said: 'Add this in the cluster of Argo CD: kubectl apply where neither of the two is there yet; else add these keys to them, and the entry to the list of subscriptions.',
    text: argocdManifest,
  },
  flux: {
    said: 'Put your own cluster, environment and configuration repository where it says so, and apply this in the cluster of Flux.',
    text: fluxManifest,
  },
  kargo: {
    said: 'Put the Secret into the namespace of each project of Kargo, and the step at the end of the promotions of its stages, with your own image and configuration repository.',
    text: kargoManifest,
  },
  'argo-rollouts': {
    said: 'Add this in the cluster of Argo Rollouts: kubectl apply where neither of the two is there yet; else add these keys to them, and the entry to the list of subscriptions.',
    text: rolloutsManifest,
  },
  kubernetes: {
    said: 'Build the image of Leadline, put its name where it says image, and apply this in the cluster. It runs an agent that may only read.',
    text: agentManifest,
  },
  flagger: {
    said: 'Add this to the spec of each Canary. The type must be event, since Flagger acts on the answer to any other; image must be what its workload runs, as the same template sets it there.',
    text: flaggerManifest,
  },
}

/** The manifest of a system; undefined where it is told by none. */
export function manifestOf(system: string): Manifest | undefined {
  return Object.hasOwn(manifests, system) ? manifests[system] : undefined
}
