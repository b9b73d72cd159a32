import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { baseStyles } from './base-styles.ts'

/** A text that is made to be copied, with its name and a button. */
@customElement('leadline-copyable')
export class Copyable extends LitElement {
  static override styles = [
    baseStyles,
    css`
      div {
        display: grid;
        gap: 0.25rem;
        min-width: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 0.8rem;
      }
      .head .button {
        min-height: 1.7rem;
        padding: 0.1rem 0.6rem;
      }
      pre {
        margin: 0;
        padding: 0.55rem 0.8rem;
        border-radius: 7px;
        background: var(--sunken);
        font-family: var(--mono);
        font-size: 0.82rem;
        overflow-x: auto;
      }
      .wrapping {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ]

  /** What it is, in a few words. */
  @property() label = ''
  @property() text = ''
  /** Long words may break: for addresses and secrets, not for scripts. */
  @property({ type: Boolean }) wraps = false
  @state() private said = ''

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('text')) this.said = ''
  }

  protected override render() {
    return html`<div>
      <span class="head">
        <span class="muted small">${this.label}</span>
        <button class="button quiet no-print" type="button" @click=${() => void this.copy()}>
          Copy<span class="unseen"> ${this.label}</span>
        </button>
      </span>
      <pre tabindex="0" role="region" aria-label=${this.label} class=${this.wraps ? 'wrapping' : ''}>${this.text}</pre>
      <span role="status" class=${this.said === '' ? 'unseen' : 'muted small'}>${this.said === '' ? nothing : this.said}</span>
    </div>`
  }

  /** Browsers give the clipboard to pages of https and of this machine only; the text is marked elsewhere. */
  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text)
      this.said = 'Copied.'
    } catch {
      const marked = this.renderRoot.querySelector('pre')
      if (marked) window.getSelection()?.selectAllChildren(marked)
      this.said = 'This browser lets no page copy here: the text is marked, press Ctrl+C or ⌘C.'
    }
  }
}
