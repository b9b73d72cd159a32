import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import tokenCreate from '../queries/token-create.graphql?raw'
import { endAfter, scopeMeanings, scopeNames, type TokenPayload } from '../token-words.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when there is another token, or one less. */
export const tokensChanged = 'leadline-tokens-changed'

const ends = [
  { days: '30', words: 'in 30 days' },
  { days: '90', words: 'in 90 days' },
  { days: '365', words: 'in a year' },
  { days: '', words: 'never' },
] as const

/** Makes a token and shows it once: it is nowhere else, and gone with the page. */
@customElement('leadline-new-token')
export class NewToken extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
      }
      fieldset {
        gap: 0.3rem;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 0.25rem;
        font-weight: 560;
      }
    `,
  ]

  /** The server's clock. */
  @property() now = ''
  @own() private made: { readonly name: string; readonly text: string } | null = null
  @own() private problems: readonly string[] = []
  @own() private busy = false

  protected override render() {
    return html`<section class="card" aria-labelledby="new">
      <h2 id="new">New token</h2>
      ${this.made === null ? this.form() : this.fresh(this.made)}
    </section>`
  }

  private fresh({ name, text }: { readonly name: string; readonly text: string }): TemplateResult {
    return html`<p role="status">The token <strong class="name">${name}</strong> is made. Copy it now: it is shown this once, and kept nowhere.</p>
      <leadline-copyable label="Token" .text=${text} wraps></leadline-copyable>
      <div class="actions"><button class="button" type="button" @click=${() => (this.made = null)}>Done</button></div>`
  }

  private form(): TemplateResult {
    return html`<form @submit=${(event: SubmitEvent) => void this.make(event)}>
      <label class="field-name">
        Name
        <input class="field" name="name" required maxlength="300" autocomplete="off" />
        <span class="muted small">What you will know it by.</span>
      </label>
      <fieldset>
        <legend>What it may do</legend>
        ${scopeNames.map(
          (scope) =>
            html`<label><input type="checkbox" name="scope" value=${scope} ?checked=${scope === 'read'} /> <code>${scope}</code>: ${scopeMeanings[scope]}</label>`,
        )}
      </fieldset>
      <label class="field-name">
        Source
        <input class="field" name="source" value="api" required maxlength="100" autocomplete="off" spellcheck="false" />
        <span class="muted small">Under which name its events stand; of no matter to a token that only reads.</span>
      </label>
      <label class="field-name">
        It ends
        <select class="field" name="days">
          ${ends.map(({ days, words }) => html`<option value=${days} ?selected=${days === '90'}>${words}</option>`)}
        </select>
      </label>
      ${this.problems.length === 0 ? nothing : html`<div class="note warning" role="alert">${this.problems.map((problem) => html`<p>${problem}</p>`)}</div>`}
      <div class="actions"><button class="button strong" type="submit" ?disabled=${this.busy}>Make the token</button></div>
    </form>`
  }

  private async make(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const given = new FormData(event.currentTarget as HTMLFormElement)
    const [name, source, days] = [given.get('name'), given.get('source'), given.get('days')].map(String)
    const scopes = given.getAll('scope')
    if (scopes.length === 0) {
      this.problems = ['Choose at least one thing that it may do.']
      return
    }
    const expiresAt = endAfter(days === '' ? null : Number(days), this.now)
    this.busy = true
    try {
      const { data } = await ask<{ tokenCreate: TokenPayload }>(tokenCreate, { name, source, scopes, expiresAt })
      const { token, userErrors } = data.tokenCreate
      this.problems = userErrors.map(({ message }) => message)
      if (token === null) return
      this.made = { name: name ?? '', text: token }
      this.dispatchEvent(new Event(tokensChanged, { bubbles: true, composed: true }))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.problems = [error.message]
    } finally {
      this.busy = false
    }
  }
}
