import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { argocdManifest, type DoorOfSource } from '../manifest-snippets.ts'
import type { MadeSource } from '../setup-answers.ts'
import { testDelivery } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

interface Manifest {
  readonly said: string
  readonly text: (door: DoorOfSource) => string
  /** A delivery that counts nothing. */
  readonly test: object
}

/** Systems that are told by a manifest in their cluster, by name. */
const manifests: Readonly<Record<string, Manifest>> = {
  argocd: {
    said: 'Add this in the cluster of Argo CD: kubectl apply where neither of the two is there yet; else add these keys to them, and the entry to the list of subscriptions.',
    text: argocdManifest,
    test: { app: { name: 'leadline-test' } },
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
        <leadline-test-button .secret=${secret} .test=${() => testDelivery(url, secret, manifest.test)}></leadline-test-button>
      </li>
    </ol>`
  }
}
