import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { type Tested, testRegistry } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { tested } from './new-events.ts'
import { sourceStyles } from './source-styles.ts'

/** What a project of Harbor must be told: the address, and the secret as its auth header, once. */
@customElement('leadline-new-registry')
export class NewRegistry extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  @state() private result: Tested | null = null
  @state() private busy = false

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('made')) this.result = null
  }

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
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => void this.test(url, secret)}>Send a test</button>
          <span role="status" class=${this.result?.passed === false ? 'state bad' : 'state good'}>${this.result?.said ?? ''}</span>
        </div>
      </li>
    </ol>`
  }

  private async test(url: string, secret: string): Promise<void> {
    this.busy = true
    this.result = await testRegistry(url, secret)
    this.busy = false
    if (this.result.passed) this.dispatchEvent(new Event(tested, { bubbles: true, composed: true }))
  }
}
