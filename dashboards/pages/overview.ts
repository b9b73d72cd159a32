import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { OverviewService } from '../answers.ts'
import { ask } from '../api.ts'
import { askOverview, type OverviewVariables } from '../ask-overview.ts'
import { moment, plural, stretch } from '../format.ts'
import { heldAgainst, type LeadTimesBeforeAnswer, mostHeldAgainst, worseLeadTimes } from '../lead-time-worse.ts'
import { Loader } from '../loader.ts'
import { overviewTable } from '../exports.ts'
import { definitionInput } from '../definition-choice.ts'
import { isOfDemo } from '../demo-services.ts'
import { commonChips } from '../doubts.ts'
import { go, queryLink } from '../navigation.ts'
import { arrange, teamsOf } from '../overview-order.ts'
import { newestAt, nothingCounted } from '../empty-window.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { chipList } from '../parts/chips.ts'
import '../parts/demo-banner.ts'
import { definitionNote } from '../parts/definition-note.ts'
import { emptyInstallation } from '../parts/empty-installation.ts'
import { emptyWindowNote, emptyWindowStyles } from '../parts/empty-window.ts'
import { problemNote } from '../parts/problem-note.ts'
import '../parts/export-buttons.ts'
import { allViews } from '../parts/service-table.ts'
import '../parts/time-choice.ts'
import beforeQuery from '../queries/lead-times-before.graphql?raw'
import { definitionsHref } from '../record-links.ts'
import { savedWithin } from '../picture-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { windowInput } from '../window-choice.ts'

/** All services side by side: five metrics each, as they stand. No rank, no sum over services. */
@customElement('leadline-overview')
export class Overview extends LitElement {
  static override styles = [
    baseStyles,
    emptyWindowStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
        padding: 0.8rem 1.1rem;
        border-bottom: 1px solid var(--line);
      }
      .tools .field {
        min-width: 12rem;
      }
      .tools .count {
        margin-left: auto;
      }
      .said {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.8rem;
        align-items: baseline;
      }
      .empty {
        padding: 2rem 1.1rem;
        display: grid;
        gap: 0.7rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  /** Whether the demo is in the log. */
  @property({ type: Boolean }) demo = false
  @property({ type: Number }) revision = 0
  private readonly overview = new Loader<readonly OverviewService[], UrlState>(this)
  private readonly earlier = new Loader<LeadTimesBeforeAnswer>(this)

  private get variables(): OverviewVariables {
    return variablesOf(this.state)
  }

  /** What is told was asked for, which the address may no longer say. */
  private get told(): UrlState {
    return this.overview.scope ?? this.state
  }

  protected override willUpdate(): void {
    const { variables } = this
    const key = `overview\n${JSON.stringify(variables)}\n${this.revision}`
    this.overview.load(key, (signal) => askOverview(variables, signal), this.state)
    if (this.overview.isSettled) this.askBefore()
  }

  /** Once, for all that are shown, over the very window that was answered. */
  private askBefore(): void {
    const all = this.overview.answer?.data ?? []
    const window = all[0]?.metrics.deploymentFrequency.window
    const services = heldAgainst(all, this.state.team)
    if (window === undefined || services === null || services.length === 0) return
    const { timeZone } = this.state
    const variables = { ...this.variables, services, window: { ...window, timeZone } }
    this.earlier.load(`before ${JSON.stringify(this.variables)}\n${this.revision}\n${services.join('\n')}`, (signal) =>
      ask<LeadTimesBeforeAnswer>(beforeQuery, variables, signal),
    )
  }

  protected override render() {
    const { answer, problem, loading } = this.overview
    const services = answer?.data ?? []
    const [first] = services
    const window = first?.metrics.deploymentFrequency.window ?? null
    const invented = this.demo ? services.filter(({ name }) => isOfDemo(name)).length : 0
    return html`
      <h1 class="unseen">Overview</h1>
      ${invented === 0 ? nothing : html`<leadline-demo-banner .invented=${invented} .of=${services.length}></leadline-demo-banner>`}
      <leadline-time-choice
        class="no-print"
        .state=${this.state}
        .environments=${this.environments}
        .window=${window}
      ></leadline-time-choice>
      ${definitionNote(this.told)} ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? this.waiting(loading) : this.list(services, answer.answeredAt, window)}
    `
  }

  private again(): void {
    this.overview.expire()
    this.requestUpdate()
  }

  private waiting(loading: boolean): TemplateResult {
    return html`<p class="muted" role="status">${loading ? 'Asking for the numbers …' : ''}</p>`
  }

  private list(services: readonly OverviewService[], now: string, window: { from: string; to: string } | null) {
    if (services.length === 0) return emptyInstallation(this.state)
    const shown = arrange(services, this.state)
    const common = commonChips(allViews(services))
    return html`
      ${window === null ? nothing : this.said(window, common)}
      ${window === null ? nothing : this.emptiness(services, window)}
      <section class="card ${this.overview.loading ? 'stale' : ''}" aria-label="Services" aria-busy=${this.overview.loading}>
        ${this.tools(services, shown)}
        ${
          shown.length === 0
            ? html`<p class="empty muted">No service matches. <a href=${formatUrl({ ...this.state, search: '', team: '' })}>Show all</a></p>`
            : html`<leadline-service-table
                .services=${shown}
                .state=${this.state}
                .above=${common}
                .now=${now}
                .window=${window}
                .marksDemo=${this.demo}
                .worse=${worseLeadTimes(services, this.earlier.answer?.data ?? null)}
                compares
              ></leadline-service-table>`
        }
      </section>
    `
  }

  private emptiness(services: readonly OverviewService[], window: { from: string; to: string }) {
    const newest = newestAt(services)
    const answers = services.map(({ metrics }) => metrics)
    if (this.overview.loading || !nothingCounted(answers, newest, window)) return nothing
    const elsewhere = this.environments.filter((name) => name !== this.state.environment)
    return emptyWindowNote({ state: this.state, said: 'Nothing was counted in this window.', newest, elsewhere })
  }

  private said(window: { from: string; to: string }, common: ReturnType<typeof commonChips>): TemplateResult {
    const { told } = this
    const { timeZone, environment } = told
    return html`<p class="said muted small">
      <span>
        <span class="name">${environment}</span>, ${stretch(window.from, window.to, timeZone)}; until
        ${moment(window.to, timeZone)} ${timeZone}. Bars show 90 % intervals; the dot is the value.
      </span>
      ${this.unheld()}
      ${chipList(common)}
      <a class="no-print" href=${definitionsHref(told)}>What each number counts</a>
      <a class="no-print" href=${queryLink('overview', variablesOf(told))}>The query behind this</a>
    </p>`
  }

  /** Why no lead time is held against the window before; nothing where they are. */
  private unheld() {
    if (heldAgainst(this.overview.answer?.data ?? [], this.state.team) === null)
      return html`<span>Lead times of more than ${mostHeldAgainst} services are not held against the window before; choose a team.</span>`
    return this.earlier.problem === null
      ? nothing
      : html`<span>The lead times of the window before were not answered.</span>`
  }

  private tools(services: readonly OverviewService[], shown: readonly OverviewService[]): TemplateResult {
    const { search, team } = this.state
    const teams = teamsOf(services)
    const chosen = this.state.services.length
    const count =
      shown.length === services.length
        ? plural(shown.length, 'service')
        : `${shown.length} of ${plural(services.length, 'service')}`
    return html`<div class="tools no-print" role="search">
      <label class="unseen" for="search">Search services and teams</label>
      <input
        id="search"
        class="field"
        type="search"
        placeholder="Search services and teams"
        .value=${search}
        @input=${({ target }: Event) =>
          target instanceof HTMLInputElement && go(this, { ...this.state, search: target.value }, true)}
      />
      <label class="unseen" for="team">Team</label>
      <select
        id="team"
        class="field"
        @change=${({ target }: Event) =>
          target instanceof HTMLSelectElement && go(this, { ...this.state, team: target.value })}
      >
        <option .value=${''} ?selected=${team === ''}>All teams</option>
        ${teams.map((name) => html`<option .value=${name} ?selected=${name === team}>${name}</option>`)}
      </select>
      <span class="count muted small" role="status">${count}</span>
      <leadline-export .name=${'services'} .within=${savedWithin(this.state.environment, this.variables.window)} ?disabled=${!this.overview.isSettled} .fetch=${async () => ({ table: overviewTable(shown), total: shown.length })}></leadline-export>
      <a class="button" href=${this.comparison()}>${compareWords(chosen, team)}</a>
    </div>`
  }

  /** Those that are chosen, else those of the team. */
  private comparison(): string {
    const { team, services } = this.state
    const scope = services.length === 0 ? { team } : { services }
    return formatUrl({ ...stateOfPage(this.state, { name: 'compare' }), ...scope })
  }
}

function variablesOf({ environment, range, timeZone, definition }: UrlState): OverviewVariables {
  return { environment, window: windowInput(range, timeZone), definition: definitionInput(definition) }
}

function compareWords(chosen: number, team: string): string {
  if (chosen > 0) return `Compare ${plural(chosen, 'service')}`
  return team === '' ? 'Compare all' : 'Compare the team'
}
