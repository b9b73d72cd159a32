import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { ask, problemOfStatus } from '../api.ts'
import type { StatusAnswer } from '../answers.ts'
import { plural } from '../format.ts'
import { LiveUpdates, liveScope } from '../live-updates.ts'
import { forgetAnswers, Loader, signedOut } from '../loader.ts'
import { corrected } from '../make-correction.ts'
import { type Navigation, navigated, ownLink } from '../navigation.ts'
import { cameFrom } from '../parts/back-link.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { liveNote } from '../parts/live-note.ts'
import type { PageLink } from '../parts/page-head.ts'
import '../parts/page-head.ts'
import statusQuery from '../queries/status.graphql?raw'
import { adoptToken, currentToken, forgetToken, leaving } from '../session.ts'
import { faultsOf } from '../url-faults.ts'
import { isSamePage } from '../page-address.ts'
import { formatUrl, parseUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { missingPage, namedPages, pageNames, pageOf, titleOf } from './page-of.ts'
import { PageParts } from './page-parts.ts'
import { signedIn } from './sign-in.ts'

/** How long to wait before asking again how many events still wait, in milliseconds. */
const patience = 1500

/** The whole: address, session, what every page shows, and the page itself. */
@customElement('leadline-app')
export class App extends LitElement {
  static override styles = [
    baseStyles,
    css`
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
        max-width: var(--wide);
        margin: 0 auto;
        padding: 0.3rem 1.25rem 3rem;
      }
      .skip {
        position: absolute;
        left: -99rem;
      }
      .skip:focus {
        left: 1rem;
        top: 0.5rem;
        z-index: 3;
        padding: 0.4rem 0.8rem;
        background: var(--surface);
      }
    `,
  ]

  @state() private address: UrlState = parseUrl(window.location.pathname, window.location.search)
  /** What of the address could not be used. */
  @state() private faults = faultsOf(window.location.pathname, window.location.search)
  @state() private needsToken = currentToken() === null
  @state() private refused = ''
  /** What was corrected just now. */
  @state() private done = ''
  /** Grows when the pages should ask anew. */
  @state() private revision = 0
  private readonly status = new Loader<StatusAnswer>(this)
  private readonly parts = new PageParts(this)
  private readonly live = new LiveUpdates(this, () => (this.revision += 1))
  private timer: ReturnType<typeof setTimeout> | undefined
  private waiting = 0
  /** Whether the server answered to this token: no connection is opened with one that may be bad. */
  private isProven = false

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('popstate', this.readAddress)
    window.addEventListener('hashchange', this.readFragment)
    this.addEventListener(navigated, (event) => this.follow((event as CustomEvent<Navigation>).detail))
    this.addEventListener(corrected, (event) => void this.keepUp((event as CustomEvent<string>).detail))
    this.addEventListener('click', (event) => this.openLink(event))
    this.addEventListener(signedOut, () => this.leave(problemOfStatus(401).message))
    this.addEventListener(leaving, () => this.leave(''))
    this.addEventListener(signedIn, () => this.enter())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('popstate', this.readAddress)
    window.removeEventListener('hashchange', this.readFragment)
    clearTimeout(this.timer)
  }

  private readonly readAddress = (): void => {
    this.address = parseUrl(window.location.pathname, window.location.search)
    this.faults = faultsOf(window.location.pathname, window.location.search)
  }

  private readonly readFragment = (): void => {
    const before = currentToken()
    adoptToken(window.location, window.history)
    if (currentToken() !== before) this.enter()
  }

  private follow({ state, replace }: Navigation): void {
    const url = formatUrl(state)
    if (replace) window.history.replaceState(window.history.state, '', url)
    else window.history.pushState(cameFrom(titleOf(this.address.page)), '', url)
    const turned = !isSamePage(state.page, this.address.page)
    this.address = state
    this.faults = []
    this.done = ''
    if (turned) void this.arrive()
  }

  /** After a correction everything is asked anew; the row that held its button may be gone, so that the keyboard goes on from what is said of it. */
  private async keepUp(said: string): Promise<void> {
    this.done = said
    this.revision += 1
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#done')?.focus({ preventScroll: true })
  }

  /** A new page begins at its top, and the keyboard and the screen reader with it. */
  private async arrive(): Promise<void> {
    await this.updateComplete
    window.scrollTo(0, 0)
    this.renderRoot.querySelector('main')?.focus({ preventScroll: true })
  }

  private openLink(event: MouseEvent): void {
    const url = ownLink(event)
    if (url === null) return
    event.preventDefault()
    this.follow({ state: parseUrl(url.pathname, url.search), replace: false })
  }

  private enter(): void {
    forgetAnswers()
    this.live.follow(null)
    this.isProven = false
    this.status.expire()
    this.needsToken = false
    this.refused = ''
    this.revision += 1
  }

  private leave(why: string): void {
    forgetToken()
    forgetAnswers()
    clearTimeout(this.timer)
    this.needsToken = true
    this.refused = why
  }

  protected override willUpdate(): void {
    if (!this.needsToken) this.parts.show(this.address.page)
    if (!this.needsToken)
      this.status.load(`status\n${this.revision}`, (signal) => ask<StatusAnswer>(statusQuery, {}, signal))
    const { answer, problem, loading } = this.status
    if (answer !== null && problem === null && !loading) this.isProven = true
    this.live.follow(this.needsToken || !this.isProven ? null : liveScope(this.address))
    this.watchIngest()
  }

  /** While events wait to be worked in, the pages keep up. */
  private watchIngest(): void {
    const pending = this.status.answer?.data.ingest.pending ?? 0
    const settled = pending === 0 && this.waiting === 0
    if (settled || this.needsToken || this.status.loading || this.timer !== undefined) return
    this.waiting = pending
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.revision += 1
    }, patience)
  }

  protected override updated(): void {
    document.title = `${this.needsToken ? 'Sign in' : titleOf(this.address.page)} · Leadline`
  }

  protected override render() {
    return html`
      <nav aria-label="Shortcuts"><a class="skip" href="#content" @click=${(event: Event) => this.skip(event)}>To the content</a></nav>
      <leadline-page-head
        .links=${this.links()}
        .signedIn=${!this.needsToken}
        .account=${{ href: formatUrl(stateOfPage(this.address, { name: 'account' })), current: this.address.page.name === 'account' }}
        .live=${this.live.state === 'live'}
        @leave=${() => this.leave('')}
      ></leadline-page-head>
      <main id="content" tabindex="-1">${this.needsToken ? this.form() : this.content()}</main>
    `
  }

  private links(): PageLink[] {
    const { page } = this.address
    const own = (this.status.answer?.data.dashboards.length ?? 0) > 0
    return namedPages
      .filter((name) => own || name !== 'dashboards')
      .map((name) => ({
        words: pageNames[name],
        href: formatUrl(stateOfPage(this.address, name === 'definitions' ? { name, metric: null } : { name })),
        current: page.name === name,
      }))
  }

  private skip(event: Event): void {
    event.preventDefault()
    this.renderRoot.querySelector('main')?.focus()
  }

  private form(): TemplateResult {
    return html`<leadline-sign-in .problem=${this.refused}></leadline-sign-in>`
  }

  private content(): TemplateResult {
    const status = this.status.answer?.data
    const pending = status?.ingest.pending ?? 0
    const live = liveNote(this.live.state, this.live.refusal)
    return html`
      <div role="status" class=${pending > 0 || live !== nothing ? '' : 'unseen'}>
        ${live}
        ${pending > 0 ? html`<p class="note">${plural(pending, 'event')} still to be worked in: numbers may move.</p>` : nothing}
      </div>
      ${this.done === '' ? nothing : html`<p id="done" class="note" role="status" tabindex="-1">${this.done}</p>`}
      ${
        this.faults.length === 0
          ? nothing
          : html`<div class="note warning" role="note" aria-label="The address">
              ${this.faults.map((fault) => html`<p class="name">${fault}</p>`)}
            </div>`
      }
      ${this.parts.isMissing ? missingPage() : pageOf(this.address, status, this.revision)}
    `
  }
}
