import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { allPages } from '../all-pages.ts'
import { type Answer, ask } from '../api.ts'
import { gapsShown } from '../coverage-words.ts'
import { coverageTable } from '../exports-of-streams.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/export-buttons.ts'
import type { Exported } from '../parts/export-buttons.ts'
import { problemNote } from '../parts/problem-note.ts'
import '../parts/source-gaps.ts'
import '../parts/stream-coverage.ts'
import '../parts/time-choice.ts'
import '../parts/unattributed-list.ts'
import coverageQuery from '../queries/coverage.graphql?raw'
import type { CoverageAnswer, StreamCoverageAnswer } from '../setup-answers.ts'
import { savedWithin } from '../picture-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { type WindowInput, windowInput } from '../window-choice.ts'

/** What is known and what is missing, each gap with its mend. */
@customElement('leadline-coverage')
export class Coverage extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
        padding: 1rem 1.1rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  /** Pages of services that are shown, a hundred each. */
  @own() private pages = 1
  private readonly coverage = new Loader<CoverageAnswer>(this)

  private get variables(): { readonly window: WindowInput } {
    return { window: windowInput(this.state.range, this.state.timeZone) }
  }

  protected override willUpdate(): void {
    const { variables, pages, revision } = this
    const key = `coverage\n${JSON.stringify(variables)}\n${pages}\n${revision}`
    this.coverage.load(key, (signal) => askForPages(variables, pages, signal))
  }

  protected override render() {
    const { answer, problem, loading } = this.coverage
    return html`
      <h1>Coverage</h1>
      <p class="muted">
        What Leadline knows of the way from commit to deployment to incident, what is missing, what that means for the numbers, and
        how to mend it.
      </p>
      <leadline-time-choice class="no-print" .state=${this.state} allEnvironments></leadline-time-choice>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking what is known …' : ''}</p>` : this.content(answer.data)}
    `
  }

  private again(): void {
    this.coverage.expire()
    this.requestUpdate()
  }

  private content({
    viewer,
    coverageOfStreams,
    unattributed,
    unattributedBefore,
    sources,
  }: CoverageAnswer): TemplateResult {
    const { nodes, totalCount, pageInfo } = coverageOfStreams
    return html`
      <section class="card ${this.coverage.loading ? 'stale' : ''}" aria-label="Services" aria-busy=${this.coverage.loading}>
        <h2>Services, the least known first</h2>
        ${this.summary(nodes, totalCount)}
        <leadline-stream-coverage .rows=${nodes} .unattributed=${unattributed.nodes} .state=${this.state}></leadline-stream-coverage>
        ${
          pageInfo.hasNextPage
            ? html`<div><button class="button" type="button" @click=${() => (this.pages += 1)}>Show more</button></div>`
            : nothing
        }
      </section>
      <section class="card" aria-label="Not claimed">
        <h2>Known, and claimed by nobody</h2>
        ${
          unattributed.totalCount === 0
            ? html`<p class="muted">Nothing waits: everything in this window belongs to a service.</p>`
            : html`<p class="muted small">Each command repairs the past and the future; words in capitals are yours.</p>
                <leadline-unattributed-list .items=${unattributed.nodes} .of=${unattributed.totalCount}></leadline-unattributed-list>`
        }
        ${older(unattributedBefore)}
      </section>
      <section class="card" aria-label="Sources">
        <h2>Sources</h2>
        <leadline-source-gaps .sources=${sources} .state=${this.state} .administers=${viewer.mayAdminister}></leadline-source-gaps>
      </section>
    `
  }

  /** Every service, not only those that are shown. */
  private async whole(): Promise<Exported> {
    const { variables } = this
    const { signal } = new AbortController()
    const { rows, total } = await allPages(async (after) => {
      const answer = await ask<CoverageAnswer>(coverageQuery, { ...variables, after }, signal)
      return answer.data.coverageOfStreams
    })
    return { table: coverageTable(rows), total }
  }

  private summary(rows: readonly StreamCoverageAnswer[], total: number): TemplateResult {
    if (total === 0) return html`<p class="muted">Nothing was deployed in this window, and no incident was opened.</p>`
    return html`<p class="muted small">
      ${plural(total, 'service in its environment', 'services in their environments')}, previews left out; ${gapsShown(rows, total)}.
      <a class="no-print" href=${queryLink('coverage', this.variables)}>The query behind this</a>
      <leadline-export .name=${'coverage'} .within=${savedWithin('', this.variables.window)} .fetch=${() => this.whole()}></leadline-export>
    </p>`
  }
}

/** What waits too and is not in the window; the API counts up to a thousand. */
function older(count: number): TemplateResult | typeof nothing {
  if (count === 0) return nothing
  const many = count >= 1_000 ? '1,000 or more deployments' : plural(count, 'deployment')
  return html`<p class="muted small older">
    ${many} from before this window ${count === 1 ? 'has' : 'have'} no known commit either; a longer range lists them.
  </p>`
}

/** So many pages of the connection, a hundred services each, put together. */
async function askForPages(
  variables: { readonly window: WindowInput },
  pages: number,
  signal: AbortSignal,
): Promise<Answer<CoverageAnswer>> {
  const rows: StreamCoverageAnswer[] = []
  let after: string | null = null
  for (let page = 1; ; page += 1) {
    const answer: Answer<CoverageAnswer> = await ask<CoverageAnswer>(coverageQuery, { ...variables, after }, signal)
    const { coverageOfStreams } = answer.data
    rows.push(...coverageOfStreams.nodes)
    after = coverageOfStreams.pageInfo.endCursor
    if (page < pages && coverageOfStreams.pageInfo.hasNextPage) continue
    return { ...answer, data: { ...answer.data, coverageOfStreams: { ...coverageOfStreams, nodes: rows } } }
  }
}
