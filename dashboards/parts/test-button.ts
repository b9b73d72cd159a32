import { html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Tested } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when a test went through, so that the list of sources shows it. */
export const tested = 'leadline-tested'

/** Tries an address and a secret that were just made, and says what became of it. */
@customElement('leadline-test-button')
export class TestButton extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property() label = 'Send a test'
  /** What is tried: another one has no result yet. */
  @property() secret = ''
  @property({ attribute: false }) test: (() => Promise<Tested>) | null = null
  @state() private result: Tested | null = null
  @state() private busy = false

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('secret')) this.result = null
  }

  protected override render() {
    return html`<div class="actions">
      <button class="button" type="button" ?disabled=${this.busy} @click=${() => void this.run()}>${this.label}</button>
      <span role="status" class=${this.result?.passed === false ? 'state bad' : 'state good'}>${this.result?.said ?? ''}</span>
    </div>`
  }

  private async run(): Promise<void> {
    if (this.test === null) return
    this.busy = true
    this.result = await this.test()
    this.busy = false
    if (this.result.passed) this.dispatchEvent(new Event(tested, { bubbles: true, composed: true }))
  }
}
