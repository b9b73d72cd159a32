import { agentManifest } from '../agent-manifest.ts'
import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import {
  argocdManifest,
  type DoorOfSource,
  flaggerManifest,
  fluxManifest,
  kargoManifest,
  rolloutsManifest,
} from '../manifest-snippets.ts'
import type { MadeSource } from '../setup-answers.ts'
import { testDelivery, testSigned, type Tested } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

interface Manifest {
  readonly said: string
  readonly text: (door: DoorOfSource) => string
  /** Sends a delivery that counts nothing. */
  readonly test: (url: string, secret: string) => Promise<Tested>
}

const fluxTest = {
  involvedObject: { kind: 'Alert', namespace: 'flux-system', name: 'leadline' },
  severity: 'info',
  timestamp: '2026-01-01T00:00:00Z',
  reason: 'Test',
  message: 'A test of the setup page.',
}

const flaggerTest = {
  name: 'leadline-test',
  namespace: 'test',
  phase: 'Initialized',
  metadata: { eventMessage: 'A test of the setup page.', eventType: 'Normal', timestamp: '0' },
}

/** Systems that are told by a manifest in their cluster, by name. */
const manifests: Readonly<Record<string, Manifest>> = {
  argocd: {
    said: 'Add this in the cluster of Argo CD: kubectl apply where neither of the two is there yet; else add these keys to them, and the entry to the list of subscriptions.',
    text: argocdManifest,
    test: (url, secret) => testDelivery(url, secret, { app: { name: 'leadline-test' } }),
  },
  flux: {
    said: 'Put your own cluster, environment and configuration repository where it says so, and apply this in the cluster of Flux.',
    text: fluxManifest,
    test: (url, secret) => testSigned(url, secret, fluxTest),
  },
  kargo: {
    said: 'Put the Secret into the namespace of each project of Kargo, and the step at the end of the promotions of its stages, with your own image and configuration repository.',
    text: kargoManifest,
    test: (url, secret) => testDelivery(url, secret, { apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Stage' }),
  },
  'argo-rollouts': {
    said: 'Add this in the cluster of Argo Rollouts: kubectl apply where neither of the two is there yet; else add these keys to them, and the entry to the list of subscriptions.',
    text: rolloutsManifest,
    test: (url, secret) => testDelivery(url, secret, { event: 'test', rollout: { name: 'leadline-test', status: {} } }),
  },
  kubernetes: {
    said: 'Build the image of Leadline, put its name where it says image, and apply this in the cluster. It runs an agent that may only read.',
    text: agentManifest,
    test: (url, secret) => testDelivery(url, secret, { v: 1, cluster: 'leadline-test', objects: [] }),
  },
  flagger: {
    said: 'Add this to the spec of each Canary. The type must be event, since Flagger acts on the answer to any other; image must be what its workload runs, as the same template sets it there.',
    text: flaggerManifest,
    test: (url, secret) => testDelivery(url, secret, flaggerTest),
  },
}

/** Whether a system is told by a manifest. */
export function hasManifest(system: string): boolean {
  return Object.hasOwn(manifests, system)
}

/** What a cluster must be told: a manifest with the address and the secret, once. */
@customElement('leadline-new-manifest')
export class NewManifest extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    const manifest = manifests[this.made?.source.system ?? '']
    if (url === null || secret === null || manifest === undefined) return nothing
    const text = manifest.text({ url: window.location.origin + url, secret })
    return html`<ol class="steps">
      <li>
        <p>${manifest.said} The address must be one that the cluster reaches.</p>
        <leadline-copyable label="Manifest" .text=${text}></leadline-copyable>
      </li>
      <li>
        <p>Try the address and the secret from here, with a delivery that counts nothing.</p>
        <leadline-test-button .secret=${secret} .test=${() => manifest.test(url, secret)}></leadline-test-button>
      </li>
    </ol>`
  }
}
