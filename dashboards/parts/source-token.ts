import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type ApiProblem, ask } from '../api.ts'
import tokenMutation from '../queries/source-token.graphql?raw'
import type { TokenAnswer } from '../source-answers.ts'
import { baseStyles } from './base-styles.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when a source was given a token. */
export const tokenGiven = 'leadline-token-given'

/** Gives a source of GitHub a token to read with; none is ever shown. */
@customElement('leadline-source-token')
export class SourceToken extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      form {
        display: grid;
        gap: 0.8rem;
      }
    `,
  ]

  @property() sourceId = ''
  @state() private said = ''
  @state() private problem: string | null = null

  protected override render() {
    return html`<form @submit=${(event: SubmitEvent) => this.give(event)}>
      <label class="field-name">
        Token of GitHub
        <input class="field" name="token" type="password" required maxlength="2000" autocomplete="new-password" spellcheck="false" />
        <span class="muted small">
          One that may read contents, pull requests and deployments, and nothing else. It takes the place of one given before, is kept
          sealed and never shown again.
        </span>
      </label>
      <div class="actions">
        <button class="button" type="submit">Read with this token</button>
        <span role="status">${this.said}</span>
      </div>
      ${this.problem === null ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
    </form>`
  }

  private async give(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const token = new FormData(form).get('token')
    this.said = 'Sealing …'
    this.problem = null
    try {
      const { data } = await ask<TokenAnswer>(tokenMutation, { id: this.sourceId, token })
      this.problem = data.sourceGiveToken.userErrors[0]?.message ?? null
    } catch (error) {
      this.problem = (error as ApiProblem).message
    }
    this.said = this.problem === null ? 'It is kept sealed, and read with from now on.' : ''
    if (this.problem !== null) return
    form.reset()
    this.dispatchEvent(new Event(tokenGiven, { bubbles: true, composed: true }))
  }
}
