import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { codeParts } from '../coverage-words.ts'
import { moment, plural } from '../format.ts'
import { runningTable } from '../exports-of-streams.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/export-buttons.ts'
import '../parts/moment-choice.ts'
import { problemNote } from '../parts/problem-note.ts'
import '../parts/running-table.ts'
import runningQuery from '../queries/running.graphql?raw'
import type { RunningAnswer } from '../running-answers.ts'
import { listed, type RunningGap, runningGaps } from '../running-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { toInstant } from '../window-choice.ts'

/** What is running where: version, commit, owner, since when, what was before, and the changes between. */
@customElement('leadline-running')
export class Running extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .gaps {
        display: grid;
        gap: 0.5rem;
      }
      .empty {
        display: grid;
        gap: 0.7rem;
        padding: 2rem 1.1rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  @property({ type: Number }) revision = 0
  private readonly running = new Loader<RunningAnswer>(this)

  private get variables() {
    const { environment, team, at, timeZone } = this.state
    return { environment, team: team === '' ? null : team, at: at === null ? null : toInstant(at, timeZone) }
  }

  protected override willUpdate(): void {
    const { variables } = this
    this.running.load(`running\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<RunningAnswer>(runningQuery, variables, signal),
    )
  }

  protected override render() {
    const { answer, problem, loading } = this.running
    return html`
      <h1>Running</h1>
      <p class="muted">${this.said()}</p>
      <leadline-moment-choice
        class="no-print"
        .state=${this.state}
        .environments=${this.environments}
        .teams=${answer?.data.teams.nodes.map(({ name }) => name) ?? []}
      ></leadline-moment-choice>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking what runs …' : ''}</p>` : this.content(answer.data, answer.answeredAt)}
    `
  }

  private again(): void {
    this.running.expire()
    this.requestUpdate()
  }

  private said(): TemplateResult {
    const { environment, at, timeZone } = this.state
    const when = at === null ? 'now' : `on ${moment(toInstant(at, timeZone), timeZone)} ${timeZone}`
    return html`What is live in <span class="name">${environment}</span> ${when}: whose it is, since when, and what ran there before.`
  }

  private content(answer: RunningAnswer, answeredAt: string): TemplateResult {
    const { running } = answer
    const now = this.variables.at ?? answeredAt
    if (running.length === 0) return this.empty(answer)
    const services = new Set(running.map(({ service }) => service.name)).size
    return html`
      <p class="muted small">
        <span role="status">${plural(services, 'service')}${running.length === services ? '' : ` in ${plural(running.length, 'place')}`}.</span>
        <a class="no-print" href=${queryLink('running', this.variables)}>The query behind this</a>
        <leadline-export .name=${'running'} ?disabled=${!this.running.isSettled} .fetch=${async () => ({ table: runningTable(running), total: running.length })}></leadline-export>
      </p>
      <section class="card ${this.running.loading ? 'stale' : ''}" aria-label="Services" aria-busy=${this.running.loading}>
        <leadline-running-table .rows=${running} .state=${this.state} .now=${now}></leadline-running-table>
      </section>
      ${this.gaps(runningGaps(answer, this.state.environment))}
    `
  }

  private gaps(gaps: readonly RunningGap[]): TemplateResult | typeof nothing {
    if (gaps.length === 0) return nothing
    return html`<section class="note" aria-label="What is missing">
      <ul class="gaps">
        ${gaps.map((gap) => this.gap(gap))}
      </ul>
    </section>`
  }

  private gap({ text, names, mend, page }: RunningGap): TemplateResult {
    const way = {
      coverage: html`<a href=${this.pageOf('coverage')}>See what is missing</a>`,
      setup: html`<a href=${this.pageOf('setup')}>Add a source</a>`,
    }
    return html`<li>
      <p><strong>${text}</strong>: <span class="name" dir="auto">${listed(names)}</span></p>
      <p class="small muted">
        ${codeParts(mend).map(({ code, text: part }) => (code ? html`<code>${part}</code>` : part))} ${page === null ? nothing : way[page]}
      </p>
    </li>`
  }

  private pageOf(name: 'coverage' | 'setup'): string {
    return formatUrl(stateOfPage(this.state, { name }))
  }

  /** Nothing runs: why that may be, and the way on. */
  private empty({ services }: RunningAnswer): TemplateResult {
    const { team, environment, at, timeZone } = this.state
    const known = services.totalCount
    const whose = team === '' ? '' : ` of ${team}`
    const when = at === null ? '' : ` on ${moment(toInstant(at, timeZone), timeZone)}`
    return html`<section class="card empty" aria-label="Nothing runs">
      <h2 class="name">Nothing${whose} is known to run in ${environment}${when}</h2>
      ${
        known === 0 && team === ''
          ? html`<p>Nobody has told Leadline of any service yet. One appears here with its first deployment that went live.</p>`
          : html`<p>${plural(known, 'service is', 'services are')} known${whose}. What runs is known from deployments that went live: a run that only began, or failed, brings nothing here.</p>`
      }
      <p>
        ${at === null ? nothing : html`<a href=${formatUrl({ ...this.state, at: null })}>What runs now</a> · `}
        ${team === '' ? nothing : html`<a href=${formatUrl({ ...this.state, team: '' })}>What runs of all teams</a> · `}
        <a href=${this.pageOf('coverage')}>What is missing</a> · <a href=${this.pageOf('setup')}>Connect what deploys it</a>
      </p>
    </section>`
  }
}
