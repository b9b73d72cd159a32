import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { plural } from '../format.ts'
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
        flex: 1 1 12rem;
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
        white-space: nowrap;
      }
      button {
        margin-left: auto;
      }
    `,
  ]

  /** The service that is looked at; null on the overview. */
  @property() service: string | null = null
  /** How many services of the list are the demo's, and how many it has. */
  @property({ type: Number }) invented = 0
  @property({ type: Number }) of = 0
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
      <p><strong>Demo data.</strong> ${this.said()} Take the demo out with <code>${command}</code></p>
      <button class="button quiet no-print" type="button" @click=${copy}>${this.copied ? 'Copied' : 'Copy'}</button>
    </div>`
  }

  private said() {
    if (this.service !== null)
      return html`<span class="name">${this.service}</span> is a service of the demo, which is made up.`
    if (this.invented === this.of) return `All ${this.of} services here are made up.`
    return `${this.invented} of the ${plural(this.of, 'service')} here are made up, and marked so.`
  }
}
