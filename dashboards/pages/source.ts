import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type ApiProblem, ask } from '../api.ts'
import { ago, plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { problemNote } from '../parts/problem-note.ts'
import { historyRead } from '../parts/source-history.ts'
import '../parts/source-places.ts'
import '../parts/source-preview.ts'
import { type RepositoriesKnown, repositoriesKnown } from '../parts/source-repositories.ts'
import { tokenGiven } from '../parts/source-token.ts'
import sourceQuery from '../queries/source.graphql?raw'
import type { SourceAnswer, SourceLine } from '../source-answers.ts'
import { verifiedWords } from '../source-words.ts'

const stateWords = {
  CONNECTED: 'connected',
  WAITING: 'waiting for its first event',
  FAILING: 'failing',
  DISABLED: 'switched off',
} as const

/**
 * One source: of GitHub, which repositories are measured, what they would count, and how far their past was read; of a
 * reconciler, where what it tells is.
 */
@customElement('leadline-source-page')
export class SourcePage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.7rem;
        padding: 1rem 1.1rem;
      }
      header {
        display: grid;
        gap: 0.35rem;
      }
    `,
  ]

  @property() source = ''
  @property() setupHref = '/setup'
  @property({ type: Number }) revision = 0
  @state() private measured: readonly string[] = []
  /** An App needs no token; null until it is known. */
  @state() private hasApp: boolean | null = null
  /** How often a token was given. */
  @state() private given = 0
  /** What is new is read when the choice changes. */
  @state() private changes = 0
  private readonly sources = new Loader<SourceAnswer>(this)

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener(repositoriesKnown, (event) => {
      const { measured, hasApp } = (event as CustomEvent<RepositoriesKnown>).detail
      this.measured = measured
      this.hasApp = hasApp
      this.changes += 1
    })
    this.addEventListener(tokenGiven, () => (this.given += 1))
    this.addEventListener(historyRead, () => {
      this.sources.expire()
      this.requestUpdate()
    })
  }

  protected override willUpdate(): void {
    this.sources.load(`source\n${this.revision}`, (signal) => ask<SourceAnswer>(sourceQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem } = this.sources
    if (problem !== null) return this.refused(problem)
    if (answer === null) return html`<h1 class="name">${this.source}</h1><p class="muted" role="status">Asking …</p>`
    if (!answer.data.viewer.mayAdminister) return this.refusal()
    const line = answer.data.sources.find(({ name }) => name === this.source)
    if (line === undefined) return this.unknown()
    return html`${this.head(line, answer.answeredAt)} ${line.system === 'github' && line.state !== 'DISABLED' ? this.parts(line) : nothing} ${this.places(line)}`
  }

  private refused(problem: ApiProblem): TemplateResult {
    return html`<h1 class="name">${this.source}</h1>${problemNote(problem, () => {
      this.sources.expire()
      this.requestUpdate()
    })}`
  }

  private refusal(): TemplateResult {
    return html`<h1 class="name">${this.source}</h1>
      <div class="note">
        <p>This page is for administrators: it shows and changes what is measured, and the token you signed in with only reads.</p>
        <p>Whoever runs Leadline makes one that may: <code>npx leadline token create --scope admin --name "Your name"</code></p>
      </div>`
  }

  private unknown(): TemplateResult {
    return html`<div class="note warning">
      <h1>There is no such source</h1>
      <p>None is called <span class="name">${this.source}</span>. <a href=${this.setupHref}>To all sources</a></p>
    </div>`
  }

  private head(line: SourceLine, now: string) {
    const { name, system, state, lastEventAt, accepted, ignored, message, verified, places } = line
    const last = lastEventAt === null ? 'no event yet' : `last event ${ago(lastEventAt, now)}`
    return html`<header>
      <p class="small no-print"><a href=${this.setupHref}>All sources</a></p>
      <h1 class="name">${name}</h1>
      <p class="muted">
        ${system}, ${stateWords[state]}; ${last}; ${plural(accepted, 'event')} taken in, ${plural(ignored, 'delivery', 'deliveries')} ignored.
      </p>
      ${message === null ? nothing : html`<p class="note warning">${message}</p>`}
      ${verified === null ? nothing : html`<p class="muted small">${system}: ${verifiedWords[verified]}</p>`}
      ${
        system === 'github' || places !== null
          ? nothing
          : html`<p>Repositories are chosen of sources of GitHub only; there is nothing to choose here.</p>`
      }
    </header>`
  }

  private places({ id, system, places, state }: SourceLine) {
    if (places === null || state === 'DISABLED') return nothing
    return html`<section class="card" aria-labelledby="places">
      <h2 id="places">Where what it tells is</h2>
      <leadline-source-places .sourceId=${id} .system=${system} .places=${places}></leadline-source-places>
    </section>`
  }

  private parts({ id }: SourceLine): TemplateResult {
    return html`
      <section class="card" aria-labelledby="repositories">
        <h2 id="repositories">Repositories</h2>
        <leadline-source-repositories .sourceId=${id} .revision=${this.given}></leadline-source-repositories>
      </section>
      ${
        this.hasApp === false
          ? html`<section class="card" aria-labelledby="token">
              <h2 id="token">What it is read with</h2>
              <leadline-source-token .sourceId=${id}></leadline-source-token>
            </section>`
          : nothing
      }
      <section class="card" aria-labelledby="preview">
        <h2 id="preview">What they would count</h2>
        <leadline-source-preview .sourceId=${id} .repositories=${this.measured}></leadline-source-preview>
      </section>
      <section class="card" aria-labelledby="history">
        <h2 id="history">What was before</h2>
        <leadline-source-history .sourceId=${id} .revision=${this.revision + this.changes}></leadline-source-history>
      </section>
    `
  }
}
