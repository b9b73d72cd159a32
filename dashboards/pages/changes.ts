import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { type Answer, ask } from '../api.ts'
import { type Wanted, wantedChange } from '../find-change.ts'
import { repositoryText } from '../format.ts'
import { Loader } from '../loader.ts'
import { go } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { changeName } from '../parts/change-name.ts'
import { problemNote } from '../parts/problem-note.ts'
import findCommitQuery from '../queries/find-commit.graphql?raw'
import findRequestQuery from '../queries/find-request.graphql?raw'
import type { NamedChange } from '../running-answers.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'

interface Found extends NamedChange {
  readonly repository: { readonly name: string }
  readonly shipments: readonly {
    readonly deployment: {
      readonly service: { readonly name: string }
      readonly environment: { readonly name: string }
    }
  }[]
}

/** Where is my commit: finds the change that holds it. */
@customElement('leadline-changes')
export class Changes extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host,
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
      }
      .field {
        flex: 1 1 18rem;
        min-width: 0;
        max-width: 40rem;
      }
      .card {
        padding: 0.7rem 1.1rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly found = new Loader<readonly Found[]>(this)

  protected override willUpdate(): void {
    const wanted = wantedChange(this.state.search)
    if (wanted === null) return
    const key = `find ${JSON.stringify(wanted)}\n${this.revision}`
    this.found.load(key, (signal) => find(wanted, signal))
  }

  protected override render() {
    return html`
      <h1>Where is my commit?</h1>
      <p class="muted">
        A commit by its hash (seven digits at least), a request as <code>github.com/acme/shop#7</code>, or the address of either.
      </p>
      <form class="no-print" role="search" @submit=${(event: SubmitEvent) => this.search(event)}>
        <label class="unseen" for="wanted">Commit or request</label>
        <input id="wanted" class="field mono" type="search" name="wanted" required .value=${this.state.search} />
        <button class="button strong" type="submit">Find it</button>
      </form>
      <div role="status">${this.result()}</div>
    `
  }

  private search(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement)) return
    const wanted = new FormData(currentTarget).get('wanted')
    if (typeof wanted === 'string') go(this, { ...this.state, search: wanted.trim() })
  }

  private result(): TemplateResult | typeof nothing {
    const { search } = this.state
    if (search === '') return nothing
    if (wantedChange(search) === null)
      return html`<p><strong class="name">${search}</strong> is neither a hash of a commit nor a request with its repository.</p>`
    const { answer, problem } = this.found
    if (problem !== null) {
      return problemNote(problem, () => {
        this.found.expire()
        this.requestUpdate()
      })
    }
    if (answer === null) return html`<p class="muted">Asking …</p>`
    return answer.data.length === 0 ? this.none() : html`<ul>${answer.data.map((change) => this.change(change))}</ul>`
  }

  private none(): TemplateResult {
    const setup = formatUrl(stateOfPage(this.state, { name: 'setup' }))
    return html`<div class="note warning">
      <p>Nothing is known of it: nobody told of this commit or request yet.</p>
      <p class="small">
        Leadline knows what the sources tell, and what it reads from repositories. <a href=${setup}>Connect the repository on the setup page</a>
      </p>
    </div>`
  }

  private change(change: Found): TemplateResult {
    const places = change.shipments.map(
      ({ deployment: { service, environment } }) => `${service.name} in ${environment.name}`,
    )
    return html`<li class="card" data-found=${change.id}>
      <p>${changeName(change, this.state)}</p>
      <p class="muted small name" dir="auto">
        ${repositoryText(change.repository.name)}. ${places.length === 0 ? 'Not known to be live anywhere.' : `Live: ${places.join(', ')}.`}
      </p>
    </li>`
  }
}

async function find(wanted: Wanted, signal: AbortSignal): Promise<Answer<readonly Found[]>> {
  if ('sha' in wanted) {
    const answer = await ask<{ changesOfCommit: readonly Found[] }>(findCommitQuery, { ...wanted }, signal)
    return { ...answer, data: answer.data.changesOfCommit }
  }
  const answer = await ask<{ change: Found | null }>(findRequestQuery, { ...wanted }, signal)
  return { ...answer, data: answer.data.change === null ? [] : [answer.data.change] }
}
