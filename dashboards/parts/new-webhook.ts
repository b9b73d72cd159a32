import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { githubEvents } from '../github-events.ts'
import type { MadeSource } from '../setup-answers.ts'
import { testWebhook } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** What GitHub must be told of a webhook: its address, its secret, once, and what to send. */
@customElement('leadline-new-webhook')
export class NewWebhook extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 0.9rem;
        padding-left: 0;
      }
      li.event::before {
        content: '✓ ';
        color: var(--better);
      }
    `,
  ]

  @property({ attribute: false }) made: MadeSource | null = null

  protected override render() {
    const { url = null, secret = null } = this.made ?? {}
    if (url === null || secret === null) return nothing
    return html`<ol class="steps">
      <li>
        <p>On GitHub, in the settings of the organisation or of one repository, open <em>Webhooks</em> and press <em>Add webhook</em>.</p>
        <leadline-copyable label="Payload URL" wraps .text=${window.location.origin + url}></leadline-copyable>
        ${this.reach()}
        <leadline-copyable label="Secret" wraps .text=${secret}></leadline-copyable>
        <p>Content type: <code>application/json</code></p>
      </li>
      <li>
        <p>Choose <em>Let me select individual events</em>, and switch these on:</p>
        <ul>
          ${Object.values(githubEvents).map((words) => html`<li class="event">${words}</li>`)}
        </ul>
      </li>
      <li>
        <p>Try the address and the secret from here, with a ping that is signed as GitHub signs it.</p>
        <leadline-test-button .secret=${secret} .test=${() => testWebhook(url, secret)}></leadline-test-button>
      </li>
    </ol>`
  }

  private reach() {
    const { hostname } = window.location
    const isNear =
      /^(localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname) || !hostname.includes('.')
    if (!isNear) return nothing
    return html`<p class="note warning small">
      GitHub cannot reach <span class="mono name">${window.location.host}</span>. Put the public address of this server in its place.
    </p>`
  }
}
