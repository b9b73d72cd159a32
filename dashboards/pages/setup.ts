import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import { Loader } from '../loader.ts'
import sourceCreate from '../queries/source-create.graphql?raw'
import sourceRead from '../queries/source-read.graphql?raw'
import sourceRotate from '../queries/source-rotate.graphql?raw'
import { go } from '../navigation.ts'
import { adding, type WantedSource } from '../parts/add-source.ts'
import '../parts/add-source.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/channel-list.ts'
import '../parts/copyable.ts'
import '../parts/embed-list.ts'
import '../parts/idle-rules.ts'
import { finished } from '../parts/made-source.ts'
import '../parts/made-source.ts'
import { problemNote } from '../parts/problem-note.ts'
import { rotating, toRead } from '../parts/source-list.ts'
import '../parts/source-list.ts'
import { sourceStyles } from '../parts/source-styles.ts'
import { tested } from '../parts/test-button.ts'
import setupQuery from '../queries/setup.graphql?raw'
import type {
  MadeSource,
  SetupAnswer,
  SourceSystemAnswer,
  SourceAnswer,
  SourcePayloadAnswer,
  UserErrorAnswer,
} from '../setup-answers.ts'
import { SourceWatch } from '../source-watch.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'

/** Who sends, how they are doing, and how to add another one; for administrators. */
@customElement('leadline-setup')
export class Setup extends LitElement {
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
  /** What was just made, with its secret: nowhere else, and gone with the page. */
  @own() private made: MadeSource | null = null
  @own() private problems: readonly UserErrorAnswer[] = []
  @own() private failure: ApiProblem | null = null
  @own() private busy = false
  private readonly setup = new Loader<SetupAnswer>(this)
  private readonly watch = new SourceWatch(this)

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener(adding, (event) => void this.add((event as CustomEvent<WantedSource>).detail))
    this.addEventListener(rotating, (event) => void this.rotate((event as CustomEvent<SourceAnswer>).detail))
    this.addEventListener(toRead, (event) => void this.read((event as CustomEvent<string>).detail))
    this.addEventListener(tested, () => void this.watch.look())
    this.addEventListener(finished, () => void this.finish())
  }

  protected override willUpdate(): void {
    this.setup.load(`setup\n${this.revision}`, (signal) => ask<SetupAnswer>(setupQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem, loading } = this.setup
    return html`<h1 tabindex="-1">Setup</h1>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking who sends …' : ''}</p>` : this.content(answer.data, answer.answeredAt)}`
  }

  private again(): void {
    this.setup.expire()
    this.requestUpdate()
  }

  private content({ viewer, sources, sourceSystems }: SetupAnswer, answeredAt: string): TemplateResult {
    if (!viewer.mayAdminister) return refusal
    const { watch } = this
    const isNewer = watch.answeredAt !== null && watch.answeredAt >= answeredAt
    const now = isNewer ? (watch.answeredAt ?? answeredAt) : answeredAt
    const known = isNewer ? (watch.sources ?? sources) : sources
    return html`
      ${this.made === null ? this.form(sourceSystems) : this.fresh(this.made, known, now)}
      <section class="card" aria-label="Sources">
        <h2>Sources</h2>
        ${
          known.length === 0
            ? html`<p class="muted">Nobody sends yet. Add the first source above.</p>`
            : html`<leadline-source-list .sources=${known} .now=${now} .state=${this.state}></leadline-source-list>`
        }
      </section>
      <p class="muted small">
        Who is told of what: <a href=${formatUrl(stateOfPage(this.state, { name: 'alerting' }))}>rules of alerts, freezes, digests and channels</a>.
      </p>
      <leadline-channel-list .state=${this.state} .revision=${this.revision}></leadline-channel-list>
      <leadline-idle-rules .revision=${this.revision}></leadline-idle-rules>
      <leadline-embed-list .state=${this.state} .revision=${this.revision}></leadline-embed-list>
    `
  }

  private form(systems: readonly SourceSystemAnswer[]): TemplateResult {
    return html`
      ${this.failure === null ? nothing : html`<p class="note warning" role="alert">${this.failure.message}</p>`}
      <leadline-add-source .systems=${systems} .state=${this.state} .problems=${this.problems} .busy=${this.busy}></leadline-add-source>
    `
  }

  private fresh(made: MadeSource, known: readonly SourceAnswer[], now: string): TemplateResult {
    const current = known.find(({ id }) => id === made.source.id) ?? made.source
    return html`<leadline-made-source
      .made=${made}
      .current=${current}
      .now=${now}
      .looking=${this.watch.looking}
    ></leadline-made-source>`
  }

  private add(wanted: WantedSource): Promise<void> {
    return this.change(() => ask<{ sourceCreate: SourcePayloadAnswer }>(sourceCreate, { ...wanted }), 'sourceCreate')
  }

  private rotate({ id }: SourceAnswer): Promise<void> {
    const turn = () => ask<{ sourceRotateSecret: SourcePayloadAnswer }>(sourceRotate, { id })
    return this.change(turn, 'sourceRotateSecret')
  }

  private async read(id: string): Promise<void> {
    this.failure = null
    try {
      await ask(sourceRead, { id })
      this.watch.start()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failure = error
    }
  }

  private async change<K extends string>(
    mutate: () => Promise<{ readonly data: Readonly<Record<K, SourcePayloadAnswer>> }>,
    name: K,
  ): Promise<void> {
    this.busy = true
    this.problems = []
    this.failure = null
    try {
      const { source, url, secret, userErrors } = (await mutate()).data[name]
      this.problems = userErrors
      if (source === null) return
      this.made = { source, url, secret }
      void this.watch.look()
      this.watch.start()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failure = error
    } finally {
      this.busy = false
    }
  }

  private async finish(): Promise<void> {
    this.made = null
    this.watch.stop()
    this.setup.expire()
    go(this, { ...this.state, add: null })
    await this.updateComplete
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true })
  }
}

const refusal = html`<section class="card" aria-label="Not for this token">
  <h2>This page is for administrators</h2>
  <p>
    It shows and changes who sends to Leadline; the token you signed in with only reads. What is known and what is missing stands on
    <a href="/coverage">Coverage</a>.
  </p>
  <p class="muted">Whoever runs Leadline makes a token that may do this, to sign in with:</p>
  <leadline-copyable label="Command" text='npx leadline token create --scope admin --name "Your name"'></leadline-copyable>
</section>`
