import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { testDelivery } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** What a project of Harbor must be told: the address, and the secret as its auth header, once. */
@customElement('leadline-new-registry')
export class NewRegistry extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    if (url === null || secret === null) return nothing
    return html`<ol class="steps">
      <li>
        <p>In each project of Harbor, under <em>Webhooks</em>, press <em>New webhook</em>. Notify type: <code>http</code>; event type: <em>Artifact pushed</em>.</p>
        <leadline-copyable label="Endpoint URL" wraps .text=${window.location.origin + url}></leadline-copyable>
        <leadline-copyable label="Auth header" wraps .text=${`Bearer ${secret}`}></leadline-copyable>
      </li>
      <li>
        <p>Try the address and the secret from here, with a notification that counts nothing.</p>
        <leadline-test-button .secret=${secret} .test=${() => testDelivery(url, secret, { type: 'TEST' })}></leadline-test-button>
      </li>
    </ol>`
  }
}
