import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { OverviewService, ServiceMetrics } from '../answers.ts'
import { ask } from '../api.ts'
import { askIncidents } from '../ask-timeline.ts'
import { definitionInput } from '../definition-choice.ts'
import { commonChips } from '../doubts.ts'
import { newestAt, nothingCounted } from '../empty-window.ts'
import { overviewTable } from '../exports.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { arrange } from '../overview-order.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/copyable.ts'
import '../parts/export-buttons.ts'
import { definitionNote } from '../parts/definition-note.ts'
import { emptyWindowNote, emptyWindowStyles } from '../parts/empty-window.ts'
import { distributionSection } from '../parts/distribution-section.ts'
import { metricCards, metricCardsStyles } from '../parts/metric-cards.ts'
import { leadTimePicture } from '../picture-words.ts'
import { problemNote } from '../parts/problem-note.ts'
import { allViews } from '../parts/service-table.ts'
import { stageSection } from '../parts/stage-section.ts'
import { timelineMarks } from '../parts/timeline-section.ts'
import '../parts/team-now.ts'
import '../parts/time-choice.ts'
import '../parts/why-changed.ts'
import teamQuery from '../queries/team.graphql?raw'
import beforeQuery from '../queries/team-before.graphql?raw'
import type { TeamAnswer, TeamBeforeAnswer } from '../team-answers.ts'
import type { TimelineAnswer } from '../timeline-answers.ts'
import { savedWithin } from '../picture-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { bucketFor, windowBefore, windowInput } from '../window-choice.ts'
import { servicePageStyles } from './service-styles.ts'

type Team = NonNullable<TeamAnswer['team']>

/** One team: its services as one pool of samples, and each by itself. No mean of medians. */
@customElement('leadline-team-page')
export class TeamPage extends LitElement {
  static override styles = [baseStyles, emptyWindowStyles, metricCardsStyles, servicePageStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  /** Whether the demo is in the log. */
  @property({ type: Boolean }) demo = false
  @property({ type: Number }) revision = 0
  private readonly team = new Loader<TeamAnswer, UrlState>(this)
  private readonly earlier = new Loader<TeamBeforeAnswer>(this)
  private readonly opened = new Loader<Pick<TimelineAnswer, 'incidents'>>(this)

  private get name(): string {
    return this.state.page.name === 'team' ? this.state.page.team : ''
  }

  /** What its numbers were asked for, which the address may no longer say. */
  private get told(): UrlState {
    return this.team.scope ?? this.state
  }

  private variables({ environment, range, timeZone, definition: chosen }: UrlState) {
    const definition = definitionInput(chosen)
    return { name: this.name, environment, window: windowInput(range, timeZone), by: bucketFor(range), definition }
  }

  /** Incidents of its services, for the trends; rules change by the service, and so have their marks on its page. */
  private get marks() {
    const incidents = this.opened.answer?.data.incidents
    return incidents === undefined ? [] : timelineMarks({ service: null, incidents })
  }

  /** What of the incidents is not marked; nothing where all are. */
  private unmarked() {
    const { answer, problem } = this.opened
    if (problem !== null) return html`<p class="muted small">The incidents of this time were not answered.</p>`
    const { nodes, totalCount } = answer?.data.incidents ?? { nodes: [], totalCount: 0 }
    return nodes.length < totalCount
      ? html`<p class="muted small">Only the newest ${nodes.length} of ${totalCount} incidents are marked.</p>`
      : nothing
  }

  private get window() {
    return this.team.answer?.data.team?.metrics.pooled.deploymentFrequency.window
  }

  protected override willUpdate(): void {
    const { window } = this
    const variables = this.variables(this.state)
    const { environment, range, timeZone } = this.state
    const asked = `team ${this.name}\n${JSON.stringify(variables)}\n${this.revision}`
    this.team.load(asked, (signal) => ask<TeamAnswer>(teamQuery, variables, signal), this.state)
    if (window === undefined || !this.team.isSettled) return
    const { definition } = variables
    const wanted = { name: this.name, environment, window: windowBefore(window, timeZone), definition }
    const key = `team before ${this.name} ${JSON.stringify({ environment, range, timeZone, definition })}\n${this.revision}`
    this.earlier.load(key, (signal) => ask<TeamBeforeAnswer>(beforeQuery, wanted, signal))
    const incidents = { team: this.name, environment, window: { ...window, timeZone } }
    this.opened.load(`incidents ${key}`, (signal) => askIncidents(incidents, signal))
  }

  protected override render() {
    const { answer, problem } = this.team
    const trouble = problem === null ? nothing : problemNote(problem, () => this.again())
    const team = answer?.data.team
    if (answer !== null && !team) return html`${trouble}${this.unknown()}`
    return html`${this.head(team?.metrics.services.length ?? null)}
      <leadline-time-choice
        class="no-print"
        .state=${this.state}
        .environments=${this.environments}
        .window=${this.window ?? null}
      ></leadline-time-choice>
      ${definitionNote(this.told)} ${trouble} ${team ? this.content(team, answer?.answeredAt ?? '') : nothing}`
  }

  private again(): void {
    this.team.expire()
    this.requestUpdate()
  }

  private pageOf(name: 'overview' | 'running' | 'compare' | 'coverage', change: Partial<UrlState> = {}): string {
    return formatUrl({ ...stateOfPage(this.state, { name }), ...change })
  }

  private head(services: number | null): TemplateResult {
    const team = this.name
    return html`<nav class="crumbs small no-print" aria-label="Where you are"><a href=${this.pageOf('overview')}>All services</a></nav>
      <div>
        <h1 class="name" dir="auto">${team}</h1>
        <p class="facts muted">
          <span>Team${services === null ? nothing : html` of ${plural(services, 'service')}`}</span>
          <a class="no-print" href=${this.pageOf('running', { team })}>What runs of it</a>
          <a class="no-print" href=${this.pageOf('compare', { team })}>Compare its services</a>
        </p>
      </div>`
  }

  private unknown(): TemplateResult {
    return html`<div class="note warning">
      <h1>No such team</h1>
      <p>
        No team is called <strong class="name" dir="auto">${this.name}</strong>. A team comes with the catalogue, or when a service
        is given one. <a href=${this.pageOf('overview')}>All services</a>
      </p>
    </div>`
  }

  private content({ metrics: { pooled, services } }: Team, now: string): TemplateResult {
    if (services.length === 0) return noServices(this.name)
    const rows = services.map(({ service, metrics }) => ({ ...service, metrics }))
    return html`<leadline-team-now .state=${this.state} .team=${this.name} .revision=${this.revision}></leadline-team-now>
      ${this.emptiness(rows)}
      <p class="muted small">
        The services as one pool: counts, rates and changes of all of them together. A median is that of all changes, never a mean of the
        services’ medians.
      </p>
      ${this.unmarked()} ${this.numbers(pooled)} ${this.table(rows, now)}`
  }

  private emptiness(rows: readonly OverviewService[]) {
    const { window } = this
    const newest = newestAt(rows)
    const answers = rows.map(({ metrics }) => metrics)
    if (this.team.loading || window === undefined || !nothingCounted(answers, newest, window)) return nothing
    const said = 'Nothing of this team was counted in this window.'
    const elsewhere = this.environments.filter((name) => name !== this.state.environment)
    return emptyWindowNote({ state: this.state, said, newest, elsewhere })
  }

  private numbers(metrics: ServiceMetrics): TemplateResult {
    const { state, told } = this
    return html`${metricCards({
      of: this.name,
      metrics,
      before: this.earlier.answer?.data.team?.metrics.pooled ?? null,
      state: told,
      loading: this.team.loading,
      marks: this.marks,
      query: queryLink('team', this.variables(told)),
      why: state.why ? null : formatUrl({ ...state, why: true }),
    })}
    ${
      state.why
        ? html`<leadline-why-changed
            .state=${state}
            .team=${this.name}
            .window=${this.team.loading ? null : (this.window ?? null)}
            .revision=${this.revision}
          ></leadline-why-changed>`
        : nothing
    }
    <div class="ways">
      ${stageSection(metrics, { picture: leadTimePicture(this.name, 'stages', metrics, told), coverage: this.pageOf('coverage') })} ${distributionSection(metrics, leadTimePicture(this.name, 'spread', metrics, told))}
    </div>`
  }

  private table(rows: readonly OverviewService[], now: string): TemplateResult {
    const shown = arrange(rows, { search: '', team: '', sort: this.state.sort })
    return html`<section class="card" aria-labelledby="services">
      <div class="title">
        <h2 id="services">Its services</h2>
        <p class="muted small">Each by itself; its name leads to the rows behind its numbers.</p>
        <leadline-export
          .name=${`services of ${this.name}`}
          .within=${savedWithin(this.state.environment, this.window ?? null)}
          ?disabled=${!this.team.isSettled}
          .fetch=${async () => ({ table: overviewTable(shown), total: shown.length })}
        ></leadline-export>
      </div>
      <leadline-service-table
        .services=${shown}
        .state=${this.state}
        .above=${commonChips(allViews(rows))}
        .now=${now}
        .window=${this.window ?? null}
        .marksDemo=${this.demo}
      ></leadline-service-table>
    </section>`
  }
}

function noServices(team: string): TemplateResult {
  return html`<div class="note">
    <p>No service belongs to <span class="name" dir="auto">${team}</span>, so there is nothing to count. Say which are its own in <code>leadline.yaml</code>, and apply that file:</p>
    <leadline-copyable label="Command" text="npx leadline apply leadline.yaml"></leadline-copyable>
  </div>`
}
