import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import { ago, day, moment } from '../format.ts'
import tokenRevoke from '../queries/token-revoke.graphql?raw'
import { scopeWords, stateWords, type Token, type TokenPayload } from '../token-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { tokensChanged } from './new-token.ts'

const columns = ['Token', 'Source', 'May', 'State', 'Made', 'Last used', 'Ends'] as const

/** All tokens, the newest first; each may be revoked, once that was confirmed. */
@customElement('leadline-token-list')
export class TokenList extends LitElement {
  static override styles = [
    baseStyles,
    cardTableStyles,
    css`
      .gone {
        color: var(--muted);
      }
      .certain {
        display: grid;
        gap: 0.4rem;
        min-width: 12rem;
      }
      td,
      th {
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) tokens: readonly Token[] = []
  @property({ attribute: false }) state: UrlState = defaultState
  /** The server's clock. */
  @property() now = ''
  /** The one of which it is asked whether it should be revoked. */
  @own() private asked: string | null = null
  @own() private problem = ''

  protected override render() {
    return html`${this.problem === '' ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
      <div class="scroll" tabindex="0" role="region" aria-label="All tokens">
        <table class="data cards">
          <caption class="unseen">Tokens, the newest first</caption>
          <thead>
            <tr>
              ${columns.map((column) => html`<th scope="col">${column}</th>`)}
              <th scope="col"><span class="unseen">Revoke</span></th>
            </tr>
          </thead>
          <tbody>
            ${this.tokens.map((token) => this.row(token))}
          </tbody>
        </table>
      </div>`
  }

  private row(token: Token): TemplateResult {
    const { timeZone } = this.state
    const { name, publicId, source, scopes, state, isOwn, createdAt, lastUsedAt, expiresAt } = token
    const when = (iso: string) =>
      html`<time datetime=${iso} title=${`${moment(iso, timeZone)} ${timeZone}`}>${ago(iso, this.now)}</time>`
    return html`<tr class=${state === 'VALID' ? '' : 'gone'} data-token=${publicId}>
      <th scope="row">
        <span class="name" dir="auto">${name}</span> ${isOwn ? html`<span class="chip">you are signed in with it</span>` : nothing}
        <div class="mono muted small">ll_${publicId}_…</div>
      </th>
      <td class="name" data-head="Source">${source}</td>
      <td data-head="May" title=${scopeWords(scopes)}>${scopes.join(', ')}</td>
      <td data-head="State">${stateWords(token, this.now)}</td>
      <td data-head="Made">${when(createdAt)}</td>
      <td data-head="Last used">${lastUsedAt === null ? 'never' : when(lastUsedAt)}</td>
      <td data-head="Ends">${expiresAt === null ? 'never' : day(expiresAt, timeZone)}</td>
      <td class="across">${state === 'VALID' ? this.revoking(token) : nothing}</td>
    </tr>`
  }

  private revoking({ id, name, isOwn }: Token): TemplateResult {
    if (this.asked !== id)
      return html`<button class="button" type="button" @click=${() => (this.asked = id)}>
        Revoke<span class="unseen"> ${name}</span>
      </button>`
    return html`<div class="certain" role="group" aria-label=${`Revoke ${name}?`}>
      <p>
        Whoever uses it is refused from then on; there is no way back.
        ${isOwn ? html`<strong>You are signed in with it, and will be signed out.</strong>` : nothing}
      </p>
      <span>
        <button class="button strong" type="button" @click=${() => void this.revoke(id)}>Revoke it</button>
        <button class="button quiet" type="button" @click=${() => (this.asked = null)}>Keep it</button>
      </span>
    </div>`
  }

  private async revoke(id: string): Promise<void> {
    try {
      const { data } = await ask<{ tokenRevoke: TokenPayload }>(tokenRevoke, { id })
      this.problem = data.tokenRevoke.userErrors.map(({ message }) => message).join(' ')
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.problem = error.message
    }
    this.asked = null
    this.dispatchEvent(new Event(tokensChanged, { bubbles: true, composed: true }))
  }
}
