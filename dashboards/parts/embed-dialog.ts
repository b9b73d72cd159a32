import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import type { EmbedChoiceAnswer, EmbedCreateAnswer } from '../embed-answers.ts'
import { type EmbedWhat, partOf, reactSnippet } from '../embed-words.ts'
import { day } from '../format.ts'
import { Loader } from '../loader.ts'
import embedChoice from '../queries/embed-choice.graphql?raw'
import embedCreate from '../queries/embed-create.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import './embed-badge.ts'
import './embed-form.ts'
import { problemNote } from './problem-note.ts'

/** What was made, with its token: nowhere else, and gone when the dialog closes. */
type Made = { readonly [Field in 'embed' | 'token' | 'snippets']: NonNullable<EmbedCreateAnswer['embedCreate'][Field]> }

/** Makes an embed of what a page shows of a service, and a badge; those who may not are told who may. */
@customElement('leadline-embed-dialog')
export class EmbedDialog extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dialog {
        width: min(40rem, 100vw - 1.5rem);
        max-height: calc(100dvh - 1.5rem);
        padding: 1rem 1.1rem;
        overflow-y: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
      }
      dialog::backdrop {
        background: rgb(10 20 26 / 45%);
      }
      .content {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.9rem;
      }
      .head {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.8rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  /** Either this or `dashboard`. */
  @property() service = ''
  @property() dashboard = ''
  /** What the dashboard begins with, in words. */
  @property() begins = ''
  /** The window that the page shows. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  @own() private what: EmbedWhat | null = null
  @own() private made: Made | null = null
  @own() private failures: readonly string[] = []
  @own() private busy = false
  @query('dialog') private readonly dialog!: HTMLDialogElement
  private readonly choice = new Loader<EmbedChoiceAnswer>(this)

  /** Shows the dialog with this chosen. */
  async open(what: EmbedWhat): Promise<void> {
    this.what = what
    await this.updateComplete
    this.dialog.showModal()
    this.renderRoot.querySelector('h2')?.focus()
  }

  protected override willUpdate(): void {
    if (this.what === null) return
    this.choice.load(`embed ${this.service}\nchoice`, (signal) =>
      ask<EmbedChoiceAnswer>(embedChoice, { name: this.service }, signal),
    )
  }

  protected override render() {
    return html`<dialog aria-labelledby="heading" @close=${() => this.closed()}>${this.what === null ? nothing : this.content(this.what)}</dialog>`
  }

  private content(what: EmbedWhat): TemplateResult {
    const { answer, problem } = this.choice
    return html`<div class="content">
      <div class="head">
        <h2 id="heading" tabindex="-1">${this.heading} <span class="name" dir="auto">${this.service || this.dashboard}</span></h2>
        <button class="button quiet" type="button" @click=${() => this.dialog.close()}>Close</button>
      </div>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">Asking who may …</p>` : this.asked(what, answer.data, answer.answeredAt)}
    </div>`
  }

  private get heading(): string {
    if (this.made === null) return 'Embed numbers of'
    return this.made.embed.origins.length === 0 ? 'Made: numbers of' : 'Put this into a page:'
  }

  private asked(what: EmbedWhat, { viewer, service }: EmbedChoiceAnswer, now: string): TemplateResult {
    const { environment, range } = this.state
    const metric = partOf(what).metric ?? 'leadTimeForChanges'
    const of = { src: window.location.origin, service: this.service, metric, environment, range }
    return html`
      ${viewer.mayAdminister ? this.making(what, now) : refusal}
      ${
        what === 'DASHBOARD'
          ? nothing
          : html`<leadline-embed-badge
        .of=${of}
        .shows=${service?.badges === true}
        .mayAdminister=${viewer.mayAdminister}
        @leadline-badges-switched=${() => this.again()}
      ></leadline-embed-badge>`
      }
    `
  }

  private making(what: EmbedWhat, now: string): TemplateResult {
    if (this.made !== null) return this.result(this.made)
    return html`
      ${this.failures.map((failure) => html`<p class="note warning" role="alert">${failure}</p>`)}
      <leadline-embed-form
        .what=${what}
        .state=${this.state}
        .window=${this.window}
        .now=${now}
        .busy=${this.busy}
        .begins=${this.begins}
        @leadline-embed-wanted=${(event: CustomEvent<object>) => void this.make(event.detail)}
      ></leadline-embed-form>
    `
  }

  private result({ embed, snippets, token }: Made): TemplateResult {
    const { origin } = window.location
    const [, id = ''] = /\/embed\/(\w+)#/.exec(snippets.address) ?? []
    const where = embed.origins.length === 0 ? 'at its own address alone' : `on pages of ${embed.origins.join(', ')}`
    return html`
      <p class="name">
        It shows until ${day(embed.expiresAt, this.state.timeZone)}, ${where}, and asks Leadline at ${origin}. The token in it is shown
        this once; <a href="/setup">Setup</a> lists all embeds and revokes them.
      </p>
      ${embed.origins.length === 0 ? html`<p class="muted">For a page elsewhere make one that names the origin of that page, such as https://wiki.example.com.</p>` : this.elsewhere({ snippets, token }, id)}
      <leadline-copyable label="Address of it alone" wraps .text=${snippets.address}></leadline-copyable>
    `
  }

  /** What goes into pages elsewhere, which only work where the embed is for them. */
  private elsewhere({ snippets, token }: Pick<Made, 'snippets' | 'token'>, id: string): TemplateResult {
    return html`
      <leadline-copyable label="Script and element" .text=${snippets.script}></leadline-copyable>
      <leadline-copyable label="Frame, for pages that take no scripts of others" .text=${snippets.iframe}></leadline-copyable>
      <leadline-copyable label="React" .text=${reactSnippet({ src: window.location.origin, embed: id, token })}></leadline-copyable>
    `
  }

  private async make(wanted: object): Promise<void> {
    this.busy = true
    this.failures = []
    try {
      const of = this.dashboard === '' ? { service: this.service } : { dashboard: this.dashboard }
      const input = { address: window.location.origin, ...of, ...wanted }
      const { embedCreate: answer } = (await ask<EmbedCreateAnswer>(embedCreate, { input })).data
      const { embed, token, snippets, userErrors } = answer
      this.failures = userErrors.map(({ message }) => message)
      if (embed === null || token === null || snippets === null) return
      this.made = { embed, token, snippets }
      await this.updateComplete
      this.renderRoot.querySelector('h2')?.focus()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failures = [error.message]
    } finally {
      this.busy = false
    }
  }

  private again(): void {
    this.choice.expire()
    this.requestUpdate()
  }

  private closed(): void {
    this.what = null
    this.made = null
    this.failures = []
  }
}

const refusal = html`<p>Embeds are made by administrators: the token you signed in with only reads.</p>
  <leadline-copyable label="Whoever runs Leadline makes a token that may" text='npx leadline token create --scope admin --name "Your name"'></leadline-copyable>`
