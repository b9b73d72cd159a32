import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { type DashboardChoice, dashboardQuestion } from '../../libs/reports/dashboard-question.ts'
import { ask } from '../api.ts'
import type {
  DashboardAnswer,
  DashboardAnswerOf,
  DashboardBefore,
  DashboardData,
  DashboardPartAnswer,
} from '../dashboard-answers.ts'
import { type Before, beforeOf, commonDoubts, heldOnDashboard, windowShown } from '../dashboard-shown.ts'
import { beginsWith, type Asked, chosenOn, isAnswerTo, shownOn, statedAfter } from '../dashboard-state.ts'
import { moment, stretch } from '../format.ts'
import { mostHeldAgainst } from '../lead-time-worse.ts'
import type { Chip } from '../doubts.ts'
import { Loader } from '../loader.ts'
import { go, type Navigation, queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { chipList } from '../parts/chips.ts'
import { choiceStyles, oneOf } from '../parts/choices.ts'
import type { DashboardLinks } from '../parts/dashboard-tables.ts'
import { dashboardExport } from '../parts/dashboard-export.ts'
import { dashboardGrid, dashboardGridStyles } from '../parts/dashboard-grid.ts'
import { problemNote } from '../parts/problem-note.ts'
import { embedButton, embedding } from '../parts/embed-button.ts'
import type { EmbedDialog } from '../parts/embed-dialog.ts'
import '../parts/embed-dialog.ts'
import '../parts/time-choice.ts'
import beforeQuery from '../queries/dashboard-before.graphql?raw'
import dashboardQuery from '../queries/dashboard.graphql?raw'
import dataQuery from '../queries/dashboard-data.graphql?raw'
import { deploymentHref, serviceHref, whyHref } from '../record-links.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { bucketFor, windowInput } from '../window-choice.ts'
import { dashboardList } from './dashboards.ts'

/** A page of one's own: its parts over what is chosen, all of which the address holds. */
@customElement('leadline-dashboard-page')
export class DashboardPage extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    dashboardGridStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      h1 {
        overflow-wrap: anywhere;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
      }
      .said {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 0.8rem;
        margin-bottom: 0.8rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly described = new Loader<DashboardAnswer>(this)
  private readonly data = new Loader<DashboardData, Asked>(this)
  private readonly earlier = new Loader<DashboardBefore, Asked>(this)

  constructor() {
    super()
    this.addEventListener(embedding, () => {
      const dialog = this.renderRoot.querySelector<EmbedDialog>('leadline-embed-dialog')
      void dialog?.open('DASHBOARD')
    })
  }

  private get name(): string {
    return this.state.page.name === 'dashboard' ? this.state.page.dashboard : ''
  }

  private variables(dashboard: DashboardAnswerOf, shown: UrlState, choice: DashboardChoice) {
    const { environment, range, timeZone } = shown
    const parts = dashboard.rows.flatMap((row) => row.parts)
    const scope = { environment, window: windowInput(range, timeZone), by: bucketFor(range) }
    return { ...dashboardQuestion(parts, choice), ...scope }
  }

  protected override willUpdate(): void {
    const { name } = this
    this.described.load(`dashboard ${name}\n${this.revision}`, (signal) =>
      ask<DashboardAnswer>(dashboardQuery, { name }, signal),
    )
    const dashboard = this.described.answer?.data.dashboard ?? null
    if (dashboard === null) return
    const asked = { shown: shownOn(dashboard, this.state), choice: chosenOn(dashboard, this.state) }
    const variables = this.variables(dashboard, asked.shown, asked.choice)
    const key = `dashboard data ${name}\n${JSON.stringify(variables)}\n${this.revision}`
    this.data.load(key, (signal) => ask<DashboardData>(dataQuery, variables, signal), asked)
    if (this.data.isSettled) this.askBefore(key, asked)
  }

  /** Once, for all that are shown, over the very window that was answered. */
  private askBefore(key: string, asked: Asked): void {
    const { environment, timeZone } = asked.shown
    const data = this.data.answer?.data
    const services = data === undefined ? null : heldOnDashboard(data)
    const window = data === undefined ? undefined : windowShown(data)
    if (services === null || services.length === 0 || window === undefined) return
    const variables = { services, environment, window: { ...window, timeZone } }
    const question = `before ${key.replace('\n', ' ')}`
    this.earlier.load(question, (signal) => ask<DashboardBefore>(beforeQuery, variables, signal), asked)
  }

  /** What the numbers that were answered to this are held against; nothing while that is not known. */
  private beforeTo(asked: Asked): Before {
    const { answer, scope } = this.earlier
    return answer !== null && scope !== null && isAnswerTo(scope, asked, true) ? beforeOf(answer.data) : new Map()
  }

  protected override render() {
    const { answer, problem } = this.described
    if (problem !== null) return problemNote(problem, () => this.again())
    if (answer === null) return html`<h1>${this.name}</h1><p class="muted" role="status">Asking what is on it …</p>`
    const { dashboard, dashboards } = answer.data
    return dashboard === null ? this.missing(dashboards) : this.content(dashboard)
  }

  private again(): void {
    this.described.expire()
    this.data.expire()
    this.requestUpdate()
  }

  private missing(dashboards: DashboardAnswer['dashboards']): TemplateResult {
    return html`<div class="note warning">
      <h1>There is no dashboard ${this.name}</h1>
      ${
        dashboards.length === 0
          ? html`<p>There is none yet: they are written under <code>dashboards:</code> in <code>leadline.yaml</code>.</p>`
          : html`<p>There are these:</p>
              ${dashboardList(this.state, dashboards)}`
      }
    </div>`
  }

  private content(dashboard: DashboardAnswerOf): TemplateResult {
    const shown = shownOn(dashboard, this.state)
    const choice = chosenOn(dashboard, this.state)
    const { problem, loading } = this.data
    const links = {
      service: (name: string) => serviceHref(shown, name, shown.environment),
      deployment: (id: string) => deploymentHref(shown, id),
      why: (name: string) => whyHref(shown, name, shown.environment),
    }
    return html`
      <h1 class="name" dir="auto">${dashboard.title}</h1>
      ${this.tools(dashboard, shown, choice)} ${problem === null ? nothing : problemNote(problem, () => this.again())}
      <p class="muted small no-print">
        <a href=${queryLink('dashboard-data', this.variables(dashboard, shown, choice))}>The query behind this</a>
        ${embedButton('DASHBOARD', dashboard.title)}
      </p>
      <div class=${loading ? 'stale' : ''} aria-busy=${loading}>${this.parts(dashboard, { shown, choice }, links)}</div>
      <leadline-embed-dialog .state=${shown} .dashboard=${dashboard.name} .begins=${beginsWith(dashboard)}></leadline-embed-dialog>
    `
  }

  /** Numbers that stand for another choice are none of this one; those of another time stand while this one is asked. */
  private parts(dashboard: DashboardAnswerOf, now: Asked, links: DashboardLinks): TemplateResult | typeof nothing {
    const { answer, scope, problem } = this.data
    const data = scope !== null && isAnswerTo(scope, now, problem !== null) ? (answer?.data ?? null) : null
    if (data === null && problem !== null) return nothing
    const { shown } = data === null ? now : (scope ?? now)
    const above = data === null ? [] : commonDoubts(dashboard, data, now.choice)
    const before = this.beforeTo(scope ?? now)
    const frame = { choice: now.choice, by: bucketFor(shown.range), timeZone: shown.timeZone, links, before, above }
    const saving = data === null ? null : { data, asked: scope ?? now, before, isSettled: this.isSettled(data) }
    const save = (part: DashboardPartAnswer) => (saving === null ? nothing : dashboardExport(part, saving))
    return html`${data === null ? nothing : this.said(data, shown, above)} ${dashboardGrid(dashboard, data, { ...frame, save })}`
  }

  /** Of which time and place all numbers are, and the doubts that all of them have. */
  private said(data: DashboardData, { environment, timeZone }: UrlState, above: readonly Chip[]) {
    const window = windowShown(data)
    if (window === undefined) return nothing
    return html`<p class="said muted small">
      <span>
        <span class="name" dir="auto">${environment}</span>, ${stretch(window.from, window.to, timeZone)}; until
        ${moment(window.to, timeZone)} ${timeZone}. Bars are 90 % intervals.
      </span>
      ${this.unheld(data)}
      <span>${chipList(above)}</span>
    </p>`
  }

  /** Whether what the tables say is all there: of the window before too, or known not to come. */
  private isSettled(data: DashboardData): boolean {
    const held = (heldOnDashboard(data) ?? []).length > 0
    return this.data.isSettled && (!held || this.earlier.isSettled || this.earlier.problem !== null)
  }

  /** Why no number is held against the window before; nothing where they are. */
  private unheld(data: DashboardData) {
    if (heldOnDashboard(data) === null)
      return html`<span>Numbers of more than ${mostHeldAgainst} services are not held against the window before.</span>`
    return this.earlier.problem === null ? nothing : html`<span>The window before was not answered.</span>`
  }

  private tools({ variables }: DashboardAnswerOf, shown: UrlState, { service, team }: DashboardChoice): TemplateResult {
    const { services, teams, environments } = variables
    const choose = (change: Partial<UrlState>) => go(this, { ...this.state, ...change })
    return html`<div class="tools no-print">
      ${service === null ? nothing : oneOf('Service', [service, ...services], service, (name) => choose({ services: name === services[0] ? [] : [name] }))}
      ${team === null ? nothing : oneOf('Team', [team, ...teams], team, (name) => choose({ team: name === teams[0] ? '' : name }))}
      <leadline-time-choice
        .state=${shown}
        .environments=${environments}
        @leadline-navigate=${(event: CustomEvent<Navigation>) => this.chooseTime(event, shown)}
      ></leadline-time-choice>
    </div>`
  }

  /** What was chosen stands in the address from now on, also where it is what any other page begins with. */
  private chooseTime(event: CustomEvent<Navigation>, shown: UrlState): void {
    event.stopPropagation()
    go(this, statedAfter(this.state, shown, event.detail.state))
  }
}
