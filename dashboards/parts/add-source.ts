import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { go } from '../navigation.ts'
import { placesFields, type WantedPlaces, wantedPlaces } from './places-fields.ts'
import { type Deploys, repositoryFields, type WantedRepository, wantedRepository } from './repository-fields.ts'
import { connectSnippet } from '../snippets.ts'
import { kindGroups, type KindGroup, kindWords } from '../add-kinds.ts'
import type { SourceSystemAnswer, UserErrorAnswer } from '../setup-answers.ts'
import { verifiedWords } from '../source-words.ts'
import { type AddKind, defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when a source shall be made; the detail is a `WantedSource`. */
export const adding = 'leadline-add'

/** A source as the form describes it: variables of the mutation. */
export interface WantedSource {
  readonly system: AddKind
  readonly name: string
  /** Only of what is read. */
  readonly repository?: WantedRepository
  /** Only of reconcilers and incident tools. */
  readonly places?: WantedPlaces
}

/** Asks what to connect, and by which name. */
@customElement('leadline-add-source')
export class AddSource extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.9rem;
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        margin-bottom: 0.5rem;
        padding: 0;
        font-weight: 560;
      }
      .group {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 0.6rem;
      }
      .group h3 {
        grid-column: 1 / -1;
        font-size: 0.87rem;
        color: var(--muted);
      }
      .kind {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-content: start;
        gap: 0 0.6rem;
        padding: 0.6rem 0.8rem;
        border: 1px solid var(--line-strong);
        border-radius: 7px;
        cursor: pointer;
      }
      .kind:has(:checked) {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .kind .said {
        grid-column: 2;
      }
      .kind:has(:checked) .said {
        color: var(--ink);
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.9rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) problems: readonly UserErrorAnswer[] = []
  @property({ type: Boolean }) busy = false
  /** What the server knows of each kind. */
  @property({ attribute: false }) systems: readonly SourceSystemAnswer[] = []
  /** What of a git repository are deployments. */
  @own() private deploys: Deploys = 'nothing'

  protected override render() {
    const { add } = this.state
    const chosen = add === null ? undefined : kindWords[add]
    return html`<form class="card" aria-label="Add a source" @submit=${(event: SubmitEvent) => this.submit(event)}>
      <h2>Add a source</h2>
      <fieldset>
        <legend>What shall tell Leadline about your deliveries?</legend>
        ${kindGroups.map((group, at) => this.group(group, at))}
      </fieldset>
      ${
        chosen === undefined
          ? nothing
          : html`<label class="field-name">
                Name
                <input class="field" name="name" required maxlength="200" placeholder=${chosen.example} autocomplete="off" spellcheck="false" />
                <span class="muted small">What its events will be known by, such as ${chosen.example}.</span>
              </label>
              ${this.systems.some(({ id, hasPlaces }) => id === add && hasPlaces) ? placesFields(add ?? '', null) : nothing}
              ${add === null ? nothing : repositoryFields(add, this.deploys, (deploys) => (this.deploys = deploys))}
              ${this.problems.map(({ message }) => html`<p class="note warning" role="alert">${message}</p>`)}
              <div class="actions">
                <button class="button strong" type="submit" ?disabled=${this.busy}>Add</button>
                <button class="button" type="button" @click=${() => go(this, { ...this.state, add: null })}>Cancel</button>
              </div>
              ${add === 'github' ? this.app() : nothing}`
      }
    </form>`
  }

  /** One choice over all groups: arrow keys go through them, and each group is named when it is entered. */
  private group({ title, kinds }: KindGroup, at: number): TemplateResult {
    return html`<div class="group" role="group" aria-labelledby=${`kinds-${at}`}>
      <h3 id=${`kinds-${at}`}>${title}</h3>
      ${kinds.map((kind) => this.kind(kind))}
    </div>`
  }

  private kind(kind: AddKind): TemplateResult {
    const words = kindWords[kind]
    const verified = this.systems.find(({ id }) => id === kind)?.verified
    return html`<label class="kind">
      <input
        type="radio"
        name="system"
        value=${kind}
        .checked=${this.state.add === kind}
        @change=${() => go(this, { ...this.state, add: kind }, true)}
      />
      <span>${words.title}</span>
      <span class="said muted small">
        ${words.said}${verified === undefined || verified === 'LIVE' ? nothing : html` <em>${verifiedWords[verified]}</em>`}
      </span>
    </label>`
  }

  /** The other way to connect GitHub, on the machine of Leadline. */
  private app(): TemplateResult {
    return html`<details>
      <summary>Or register an App of your own, in two clicks</summary>
      <p class="small">
        An App chooses its repositories, and Leadline reads by itself what its webhooks lost. Run this where Leadline runs, open the
        address that it prints, press <em>Register the App</em>, and choose the repositories. The address behind
        <code>--url</code> must be one that GitHub reaches.
      </p>
      <leadline-copyable label="Command" .text=${connectSnippet(window.location.origin, '')}></leadline-copyable>
    </details>`
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement) || this.state.add === null) return
    const given = new FormData(currentTarget)
    const name = given.get('name')
    if (typeof name !== 'string' || name.trim() === '') return
    const { add } = this.state
    const repository = wantedRepository(add, this.deploys, given)
    const places = wantedPlaces(given)
    const detail: WantedSource = {
      system: add,
      name: name.trim(),
      ...(repository === null ? {} : { repository }),
      ...(places === null || repository !== null ? {} : { places }),
    }
    this.dispatchEvent(new CustomEvent(adding, { bubbles: true, composed: true, detail }))
  }
}
