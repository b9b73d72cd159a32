import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import { ago, perWeek, plural } from '../format.ts'
import previewQuery from '../queries/source-preview.graphql?raw'
import type { EnvironmentLine, PreviewAnswer, RepositoryPreview } from '../source-answers.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'

/** Repositories that are looked at with one press. */
const together = 5

interface Looked {
  readonly repository: string
  /** Null where there is a problem. */
  readonly found: RepositoryPreview | null
  readonly problem: string | null
  readonly at: string
}

/** What the measured repositories would count. Nothing is kept of it. */
@customElement('leadline-source-preview')
export class SourcePreview extends LitElement {
  static override styles = [
    baseStyles,
    cardTableStyles,
    css`
      :host {
        display: grid;
        gap: 0.9rem;
      }
      article {
        display: grid;
        gap: 0.5rem;
        min-width: 0;
        padding-top: 0.8rem;
        border-top: 1px solid var(--line);
      }
    `,
  ]

  @property() sourceId = ''
  /** Names of the repositories that are measured. */
  @property({ attribute: false }) repositories: readonly string[] = []
  @state() private looked: readonly Looked[] = []
  @state() private at: string | null = null
  private ending = new AbortController()

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.ending.abort()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('repositories') && !changed.has('sourceId')) return
    this.ending.abort()
    this.ending = new AbortController()
    this.at = null
    this.looked = this.looked.filter(({ repository }) => this.repositories.includes(repository))
  }

  private get left(): readonly string[] {
    return this.repositories.filter((name) => !this.looked.some(({ repository }) => repository === name))
  }

  protected override render() {
    const { left, at } = this
    const next = left.slice(0, together)
    const words = this.looked.length === 0 ? 'Look at' : 'Look at another'
    const which = next.length === 1 ? (next[0] ?? '') : plural(next.length, 'repository', 'repositories')
    return html`
      <p class="muted">
        Which environments and workflows are there, and what their deployments of the last 90 days would count. GitHub is
        asked, and nothing is kept.
      </p>
      ${this.repositories.length === 0 ? html`<p>Choose repositories first, and save.</p>` : nothing}
      ${this.looked.map((each) => repositoryOf(each))}
      <p role="status">${at === null ? '' : `Asking GitHub about ${at} …`}</p>
      ${
        next.length === 0
          ? nothing
          : html`<div><button class="button" type="button" ?disabled=${at !== null} @click=${() => this.look(next)}>${words} ${which}</button></div>`
      }
    `
  }

  private async look(names: readonly string[]): Promise<void> {
    const { signal } = this.ending
    for (const repository of names) {
      this.at = repository
      const looked = await this.ask(repository, signal)
      if (signal.aborted || looked === null) return
      this.looked = [...this.looked, looked]
    }
    this.at = null
  }

  private async ask(repository: string, signal: AbortSignal): Promise<Looked | null> {
    try {
      const variables = { id: this.sourceId, repository }
      const { data, answeredAt } = await ask<PreviewAnswer>(previewQuery, variables, signal)
      return { repository, ...data.sourcePreview, at: answeredAt }
    } catch (error) {
      if (signal.aborted) return null
      if (!(error instanceof ApiProblem)) throw error
      return { repository, found: null, problem: error.message, at: '' }
    }
  }
}

function repositoryOf({ repository, found, problem, at }: Looked): TemplateResult {
  if (found === null)
    return html`<article><h3 class="name">${repository}</h3><p class="note warning" role="alert">${problem}</p></article>`
  const { mergedRequests, releases, tags, workflows, environments, missing, isWhole } = found
  const counts = [plural(mergedRequests, 'merged request'), plural(releases, 'release')]
  return html`<article aria-label=${repository}>
    <h3 class="name">${repository}</h3>
    <p class="small">
      Last 90 days: ${counts.join(', ')};
      ${workflows.length === 0 ? 'no workflows' : html`workflows: <span class="name">${workflows.join(', ')}</span>`};
      ${plural(tags, 'tag')} in all.
    </p>
    ${environments.length === 0 ? html`<p>There are no environments.</p>` : table(repository, environments, at)}
    ${isWhole ? nothing : html`<p class="small muted">There were so many deployments that only the newest 400 were looked at.</p>`}
    ${missing.map((each) => html`<p class="note warning small">${each}</p>`)}
  </article>`
}

function table(repository: string, environments: readonly EnvironmentLine[], at: string): TemplateResult {
  const columns = ['Environment', 'For', 'Would count', 'A week', 'Last', 'Not counted']
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`Environments of ${repository}`}>
    <table class="data cards">
      <caption class="unseen">
        Environments of ${repository}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${environments.map((each) => row(each, at))}
      </tbody>
    </table>
  </div>`
}

function row(line: EnvironmentLine, now: string): TemplateResult {
  const rate = line.perWeek === null ? null : perWeek(line.perWeek)
  return html`<tr data-environment=${line.name}>
    <th scope="row" class="name">${line.name}</th>
    <td data-head="For">${line.tier.toLowerCase()}</td>
    <td data-head="Would count">${line.counted} of ${line.deployments}</td>
    <td data-head="A week">${rate === null ? 'none' : html`<span aria-label=${rate.spoken} role="text">${rate.text}</span>`}</td>
    <td data-head="Last">${line.lastAt === null ? 'never' : html`<time datetime=${line.lastAt}>${ago(line.lastAt, now)}</time>`}</td>
    <td data-head="Not counted">${reasons(line).join('; ')}</td>
  </tr>`
}

function reasons({ failed, unfinished, withoutCommit, leftOut }: EnvironmentLine): string[] {
  return [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unfinished === 0 ? [] : [`${unfinished} without an end`]),
    ...leftOut.map(({ count, reason }) => `${count} left out: ${reason}`),
    ...(withoutCommit === 0 ? [] : [`of ${withoutCommit} the commit is unknown`]),
  ]
}
