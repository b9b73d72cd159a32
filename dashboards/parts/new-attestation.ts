import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { attestationSnippet } from '../snippets.ts'
import { testDelivery } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** A statement of in-toto that says nothing of commits. */
const nothingSaid = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'test', digest: { sha256: '0'.repeat(64) } }],
  predicateType: 'https://example.com/test/v1',
  predicate: {},
}

/** What a pipeline must do with the attestations that it makes: post them with the secret, once. */
@customElement('leadline-new-attestation')
export class NewAttestation extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    if (url === null || secret === null) return nothing
    return html`<ol class="steps">
      <li>
        <p>Keep the secret where the pipeline finds it. It opens nothing but this door.</p>
        <leadline-copyable label="Secret" wraps .text=${secret}></leadline-copyable>
      </li>
      <li>
        <p>After the build, let the pipeline post the file that it attested: provenance of SLSA, bare, in an envelope or in a bundle.</p>
        <leadline-copyable label="curl" .text=${attestationSnippet(window.location.origin + url)}></leadline-copyable>
      </li>
      <li>
        <p>Try the address and the secret from here, with a statement that counts nothing.</p>
        <leadline-test-button .secret=${secret} .test=${() => testDelivery(url, secret, nothingSaid)}></leadline-test-button>
      </li>
    </ol>`
  }
}
