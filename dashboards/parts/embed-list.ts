import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import type { EmbedRevokeAnswer, EmbedsAnswer, ListedEmbed } from '../embed-answers.ts'
import { embedStateWords, embedWindowWords } from '../embed-words.ts'
import { day, plural } from '../format.ts'
import { Loader } from '../loader.ts'
import embedRevoke from '../queries/embed-revoke.graphql?raw'
import embedsQuery from '../queries/embeds.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { problemNote } from './problem-note.ts'
import { sourceStyles } from './source-styles.ts'

/** What is shown on pages elsewhere, until when, and a button that ends it; for administrators. */
@customElement('leadline-embed-list')
export class EmbedList extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      table.data td:last-child {
        text-align: right;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  /** The id of the embed whose end is to be said yes to. */
  @own() private doubted: string | null = null
  @own() private failure: string | null = null
  private readonly embeds = new Loader<EmbedsAnswer>(this)

  protected override willUpdate(): void {
    this.embeds.load(`embeds\n${this.revision}`, (signal) => ask<EmbedsAnswer>(embedsQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem } = this.embeds
    return html`<section class="card" aria-labelledby="embeds">
      <h2 id="embeds" tabindex="-1">Embeds</h2>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${this.failure === null ? nothing : html`<p class="note warning" role="alert">${this.failure}</p>`}
      ${answer === null ? nothing : this.content(answer.data.embeds)}
    </section>`
  }

  private content(embeds: readonly ListedEmbed[]): TemplateResult {
    if (embeds.length === 0)
      return html`<p class="muted">No page elsewhere shows numbers. The button Embed on the page of a service makes an embed.</p>`
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="embeds">
      <table class="data">
        <thead>
          <tr>${['What', 'Pages', 'Made', 'State', ''].map((head) => html`<th scope="col">${head}</th>`)}</tr>
        </thead>
        <tbody>${embeds.map((embed) => this.row(embed))}</tbody>
      </table>
    </div>`
  }

  private row(embed: ListedEmbed): TemplateResult {
    const { name, environment, origins, createdAt, createdBy, expiresAt, revokedAt, state } = embed
    const { timeZone } = this.state
    return html`<tr>
      <th scope="row">
        <span class="name" dir="auto">${name}</span>
        <div class="muted small"><span class="name" dir="auto">${environment}</span>, ${embedWindowWords(embed, embed.timeZone)}</div>
      </th>
      <td class="name">${origins.length === 0 ? 'its own address' : origins.join(', ')}</td>
      <td>${day(createdAt, timeZone)} <span class="muted">by <span class="name" dir="auto">${createdBy}</span></span></td>
      <td class="state ${state === 'VALID' ? 'good' : 'off'}">${embedStateWords(state, revokedAt ?? expiresAt, timeZone)}${this.refusals(embed)}</td>
      <td>${state === 'VALID' ? this.ending(embed) : nothing}</td>
    </tr>`
  }

  private refusals({ refusedCount }: ListedEmbed) {
    if (refusedCount === 0) return nothing
    return html`<div class="muted small">asked too often: ${plural(refusedCount, 'question')} refused</div>`
  }

  private ending({ id, name }: ListedEmbed): TemplateResult {
    if (this.doubted !== id)
      return html`<button class="button" type="button" @click=${() => (this.doubted = id)}>
        Revoke<span class="unseen"> ${name}</span>
      </button>`
    return html`<div class="actions">
      <button class="button strong" type="button" @click=${() => void this.revoke(id)}>Yes, revoke<span class="unseen"> ${name}</span></button>
      <button class="button quiet" type="button" @click=${() => (this.doubted = null)}>Keep<span class="unseen"> ${name}</span></button>
    </div>`
  }

  private async revoke(id: string): Promise<void> {
    this.failure = null
    try {
      const { userErrors } = (await ask<EmbedRevokeAnswer>(embedRevoke, { id })).data.embedRevoke
      this.failure = userErrors[0]?.message ?? null
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failure = error.message
    }
    this.doubted = null
    this.again()
    this.renderRoot.querySelector('h2')?.focus({ preventScroll: true })
  }

  private again(): void {
    this.embeds.expire()
    this.requestUpdate()
  }
}
