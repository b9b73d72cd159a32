import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { manifestOf } from '../manifests.ts'
import type { MadeSource } from '../setup-answers.ts'
import { testDelivery, testSigned, type Tested } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

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

/** Sends a delivery that counts nothing, by system. */
const tests: Readonly<Record<string, (url: string, secret: string) => Promise<Tested>>> = {
  alertmanager: (url, secret) => testDelivery(url, secret, { version: '4', status: 'resolved', alerts: [] }),
  argocd: (url, secret) => testDelivery(url, secret, { app: { name: 'leadline-test' } }),
  flux: (url, secret) => testSigned(url, secret, fluxTest),
  kargo: (url, secret) => testDelivery(url, secret, { apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Stage' }),
  'argo-rollouts': (url, secret) =>
    testDelivery(url, secret, { event: 'test', rollout: { name: 'leadline-test', status: {} } }),
  kubernetes: (url, secret) => testDelivery(url, secret, { v: 1, cluster: 'leadline-test', objects: [] }),
  flagger: (url, secret) => testDelivery(url, secret, flaggerTest),
}

/** Whether a system is told by a manifest. */
export function hasManifest(system: string): boolean {
  return manifestOf(system) !== undefined
}

/** What a cluster must be told: a manifest with the address and the secret, once. */
@customElement('leadline-new-manifest')
export class NewManifest extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    const system = this.made?.source.system ?? ''
    const manifest = manifestOf(system)
    const test = tests[system]
    if (url === null || secret === null || manifest === undefined || test === undefined) return nothing
    const text = manifest.text({ url: window.location.origin + url, secret })
    return html`<ol class="steps">
      <li>
        <p>${manifest.said} The address must be one that the cluster reaches.</p>
        <leadline-copyable label="Manifest" .text=${text}></leadline-copyable>
      </li>
      <li>
        <p>Try the address and the secret from here, with a delivery that counts nothing.</p>
        <leadline-test-button .secret=${secret} .test=${() => test(url, secret)}></leadline-test-button>
      </li>
    </ol>`
  }
}
