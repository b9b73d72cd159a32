import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { Loader } from '../loader.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/copyable.ts'
import { tokensChanged } from '../parts/new-token.ts'
import { problemNote } from '../parts/problem-note.ts'
import { sourceStyles } from '../parts/source-styles.ts'
import '../parts/token-list.ts'
import accountQuery from '../queries/account.graphql?raw'
import tokensQuery from '../queries/tokens.graphql?raw'
import { leaving } from '../session.ts'
import { type AccountAnswer, scopeMeanings, type ScopeName, type TokensAnswer } from '../token-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'

/** Who is signed in and what they may do; and, for administrators, all tokens. */
@customElement('leadline-account')
export class Account extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly account = new Loader<AccountAnswer>(this)
  private readonly tokens = new Loader<TokensAnswer>(this)

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener(tokensChanged, () => this.again())
  }

  private get mayAdminister(): boolean {
    return this.account.answer?.data.viewer.mayAdminister ?? false
  }

  protected override willUpdate(): void {
    this.account.load(`account\n${this.revision}`, (signal) => ask<AccountAnswer>(accountQuery, {}, signal))
    if (this.mayAdminister)
      this.tokens.load(`tokens\n${this.revision}`, (signal) => ask<TokensAnswer>(tokensQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem, loading } = this.account
    return html`<h1>Account</h1>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking who you are …' : ''}</p>` : this.who(answer.data)}
      ${this.mayAdminister ? this.all() : nothing}`
  }

  private again(): void {
    this.account.expire()
    this.tokens.expire()
    this.requestUpdate()
  }

  private who({ viewer: { source, scopes, mayAdminister } }: AccountAnswer): TemplateResult {
    const tokens = this.tokens.answer?.data.tokens
    const own = tokens?.find(({ isOwn }) => isOwn)
    return html`<section class="card" aria-labelledby="who">
      <h2 id="who">Who you are</h2>
      <p>
        You are signed in with
        ${own === undefined ? 'a token' : html`the token <strong class="name">${own.name}</strong>`}.
        ${tokens !== undefined && own === undefined ? preset : nothing} Events that it sends stand under the source
        <span class="name">${source}</span>. It may:
      </p>
      <ul>
        ${scopes.map((scope) => html`<li><code>${scope}</code>: ${scopeMeanings[scope as ScopeName] ?? ''}</li>`)}
        ${scopes.length === 0 ? html`<li class="muted">nothing by itself</li>` : nothing}
      </ul>
      ${mayAdminister ? nothing : whomToAsk}
      <div class="actions no-print">
        <button
          class="button"
          type="button"
          @click=${() => this.dispatchEvent(new Event(leaving, { bubbles: true, composed: true }))}
        >
          Sign out here
        </button>
      </div>
    </section>`
  }

  private all(): TemplateResult {
    const { answer, problem, loading } = this.tokens
    return html`${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${
        answer === null
          ? html`<p class="muted" role="status">${loading ? 'Asking for the tokens …' : ''}</p>`
          : html`<leadline-new-token .now=${answer.answeredAt}></leadline-new-token>
              <section class="card" aria-labelledby="tokens" aria-busy=${loading}>
                <h2 id="tokens">Tokens</h2>
                ${
                  answer.data.tokens.length === 0
                    ? html`<p class="muted">There is none yet. Pipelines and readers get one above.</p>`
                    : html`<leadline-token-list
                        .tokens=${answer.data.tokens}
                        .state=${this.state}
                        .now=${answer.answeredAt}
                      ></leadline-token-list>`
                }
              </section>`
      }`
  }
}

const preset = html`It is the one that is set as <code>LEADLINE_TOKEN</code> and stands in no list; whoever runs Leadline changes it there.`

const whomToAsk = html`<p class="muted">
    An administrator makes, sees and revokes tokens: ask whoever runs Leadline for one that may do more. They make it on this page, or by
  </p>
  <leadline-copyable label="Command" text='npx leadline token create --scope admin --name "Your name"'></leadline-copyable>`
