import { css, html, LitElement } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { baseStyles } from './base-styles.ts'

/** Says that what is shown is made up, and how to take it out. */
@customElement('leadline-demo-banner')
export class DemoBanner extends LitElement {
  static override styles = [
    baseStyles,
    css`
      div {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.9rem;
        padding: 0.55rem 0.9rem;
        border: 1px solid color-mix(in srgb, var(--warning) 35%, transparent);
        border-radius: var(--radius);
        background: var(--warning-soft);
        color: var(--warning);
      }
      p {
        color: var(--ink);
      }
      strong {
        color: var(--warning);
      }
      code {
        padding: 0.15em 0.45em;
        border-radius: 5px;
        background: var(--surface);
        color: var(--ink);
        user-select: all;
      }
      button {
        margin-left: auto;
      }
    `,
  ]

  @state() private copied = false

  protected override render() {
    const command = 'npx leadline demo --remove'
    const copy = () => {
      navigator.clipboard.writeText(command).then(
        () => (this.copied = true),
        () => (this.copied = false),
      )
    }
    return html`<div role="note" aria-label="Demo data">
      <p><strong>Demo data.</strong> The twelve services of the demo are made up. Take them out with <code>${command}</code></p>
      <button class="button quiet no-print" type="button" @click=${copy}>${this.copied ? 'Copied' : 'Copy'}</button>
    </div>`
  }
}
