import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { cdeventSnippet } from '../snippets.ts'
import { type Tested, testSink } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { tested } from './new-events.ts'
import { sourceStyles } from './source-styles.ts'

/** What a sink of CDEvents must be told: its address, and its secret as a header, once. */
@customElement('leadline-new-sink')
export class NewSink extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  @property() now = ''
  @state() private result: Tested | null = null
  @state() private busy = false

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('made')) this.result = null
  }

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    if (url === null || secret === null) return nothing
    const address = window.location.origin + url
    return html`<ol class="steps">
      <li>
        <p>Point the sink of CloudEvents here, in binary or structured mode.</p>
        <leadline-copyable label="Address" wraps .text=${address}></leadline-copyable>
        <p>Let it send this header with each event. The secret opens nothing but this door.</p>
        <leadline-copyable label="Header" wraps .text=${`Authorization: Bearer ${secret}`}></leadline-copyable>
      </li>
      <li>
        <p>Try the address and the secret from here, with an event that counts nothing.</p>
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => void this.test(url, secret)}>Send a test</button>
          <span role="status" class=${this.result?.passed === false ? 'state bad' : 'state good'}>${this.result?.said ?? ''}</span>
        </div>
      </li>
      <li>
        <p>Or send a deployment from a terminal. It is made up, and counts.</p>
        <leadline-copyable label="curl" .text=${cdeventSnippet({ url: address, secret, nowIso: this.now })}></leadline-copyable>
      </li>
    </ol>`
  }

  private async test(url: string, secret: string): Promise<void> {
    this.busy = true
    this.result = await testSink(url, secret, this.now)
    this.busy = false
    if (this.result.passed) this.dispatchEvent(new Event(tested, { bubbles: true, composed: true }))
  }
}
