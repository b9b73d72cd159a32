import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { go } from '../navigation.ts'
import { type Deploys, repositoryFields, type WantedRepository, wantedRepository } from './repository-fields.ts'
import { connectSnippet } from '../snippets.ts'
import type { UserErrorAnswer } from '../setup-answers.ts'
import { type AddKind, addKinds, defaultState, type UrlState } from '../url-state.ts'
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
}

const kinds: Readonly<Record<AddKind, { readonly title: string; readonly said: string; readonly example: string }>> = {
  events: {
    title: 'A pipeline that posts events',
    said: 'Any CI or script: one HTTP request for each deployment.',
    example: 'my-pipeline',
  },
  github: {
    title: 'GitHub',
    said: 'GitHub tells of pushes, requests, deployments and releases by itself.',
    example: 'acme',
  },
  git: {
    title: 'A git repository',
    said: 'Leadline reads its commits every five minutes, and its releases as deployments if you like.',
    example: 'shop',
  },
  'config-repository': {
    title: 'A GitOps configuration repository',
    said: 'Each change of a version in it is a deployment: Kustomize, Helm, Flux, Argo CD, plain manifests.',
    example: 'deployments',
  },
  kubernetes: {
    title: 'A Kubernetes cluster',
    said: 'An agent inside tells what is deployed there, by reconcilers or by hand, with nothing else to configure.',
    example: 'east',
  },
  argocd: {
    title: 'Argo CD',
    said: 'Its notifications tell what was synced where, when it was healthy, and the last ten syncs before.',
    example: 'cd',
  },
  flux: {
    title: 'Flux',
    said: 'Its notification-controller tells what was applied and released, and whether it became healthy.',
    example: 'production',
  },
  'argo-rollouts': {
    title: 'Argo Rollouts',
    said: 'Tells when a version has all of the traffic, and when and why one was aborted on its way there.',
    example: 'eu-1',
  },
  flagger: {
    title: 'Flagger',
    said: 'Its events tell when a canary was promoted, and when and why one was taken back.',
    example: 'eu-1',
  },
  cdevents: {
    title: 'A sender of CDEvents',
    said: 'Whatever sends CDEvents 0.4 or 0.5 as CloudEvents: builds, deployers, incident tools.',
    example: 'builds',
  },
  harbor: {
    title: 'Harbor',
    said: 'Tells which digest a tag means, so that a deployment of a tag is known by its build.',
    example: 'registry',
  },
  registry: {
    title: 'An image registry',
    said: 'Leadline asks it what deployed images were built from, where nobody told their commit. It asks nothing else.',
    example: 'images',
  },
  provenance: {
    title: 'Attestations of builds',
    said: 'The pipeline posts the provenance of what it built: which commit each digest is of.',
    example: 'builds',
  },
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
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: 0.6rem;
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
  /** What of a git repository are deployments. */
  @own() private deploys: Deploys = 'nothing'

  protected override render() {
    const { add } = this.state
    const chosen = add === null ? undefined : kinds[add]
    return html`<form class="card" aria-label="Add a source" @submit=${(event: SubmitEvent) => this.submit(event)}>
      <h2>Add a source</h2>
      <fieldset>
        <legend>What shall tell Leadline about your deliveries?</legend>
        ${addKinds.map((kind) => this.kind(kind))}
      </fieldset>
      ${
        chosen === undefined
          ? nothing
          : html`<label class="field-name">
                Name
                <input class="field" name="name" required maxlength="200" placeholder=${chosen.example} autocomplete="off" spellcheck="false" />
                <span class="muted small">What its events will be known by, such as ${chosen.example}.</span>
              </label>
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

  private kind(kind: AddKind): TemplateResult {
    const words = kinds[kind]
    return html`<label class="kind">
      <input
        type="radio"
        name="system"
        value=${kind}
        .checked=${this.state.add === kind}
        @change=${() => go(this, { ...this.state, add: kind }, true)}
      />
      <span>${words.title}</span>
      <span class="said muted small">${words.said}</span>
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
    const detail: WantedSource = { system: add, name: name.trim(), ...(repository === null ? {} : { repository }) }
    this.dispatchEvent(new CustomEvent(adding, { bubbles: true, composed: true, detail }))
  }
}
