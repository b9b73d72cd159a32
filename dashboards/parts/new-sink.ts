import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { cdeventSnippet } from '../snippets.ts'
import { testSink } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** What a sink of CDEvents must be told: its address, and its secret as a header, once. */
@customElement('leadline-new-sink')
export class NewSink extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  @property() now = ''

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
        <leadline-test-button .secret=${secret} .test=${() => testSink(url, secret, this.now)}></leadline-test-button>
      </li>
      <li>
        <p>Or send a deployment from a terminal. It is made up, and counts.</p>
        <leadline-copyable label="curl" .text=${cdeventSnippet({ url: address, secret, nowIso: this.now })}></leadline-copyable>
      </li>
    </ol>`
  }
}
