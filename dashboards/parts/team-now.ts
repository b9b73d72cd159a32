import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import nowQuery from '../queries/team-now.graphql?raw'
import { alertsOfTeamHref, serviceHref } from '../record-links.ts'
import type { TeamNowAnswer } from '../team-answers.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { alertLine } from './alert-line.ts'
import { baseStyles } from './base-styles.ts'
import { incidentName } from './incident-name.ts'
import { onItsWayWords } from './on-its-way.ts'
import { problemNote } from './problem-note.ts'

const shownAtMost = 10

/** What of a team is open now in an environment, and its alerts in any, whatever window is looked at; nothing where nothing is. */
@customElement('leadline-team-now')
export class TeamNow extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host([hidden]) {
        display: none;
      }
      section,
      ul {
        display: grid;
        gap: 0.5rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() team = ''
  @property({ type: Number }) revision = 0
  private readonly open = new Loader<TeamNowAnswer>(this)

  private get variables() {
    return { team: this.team, environment: this.state.environment }
  }

  /** Open incidents that count: an alert or a drill is none. */
  private get lasting() {
    return (this.open.answer?.data.incidents.nodes ?? []).filter(({ classification }) => classification === 'incident')
  }

  private get alerts() {
    return this.open.answer?.data.alerts ?? { nodes: [], totalCount: 0 }
  }

  private get coming() {
    return (this.open.answer?.data.running ?? []).filter(({ onItsWay }) => onItsWay !== null)
  }

  protected override willUpdate(): void {
    const { variables } = this
    this.open.load(`team now ${this.team}\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<TeamNowAnswer>(nowQuery, variables, signal),
    )
    const { answer, problem } = this.open
    const isNothing = this.lasting.length === 0 && this.alerts.totalCount === 0 && this.coming.length === 0
    this.hidden = problem === null && answer !== null && isNothing
  }

  protected override render() {
    const { answer, problem } = this.open
    if (problem !== null) return problemNote(problem, () => this.again())
    if (answer === null || this.hidden) return nothing
    const { incidents } = answer.data
    return html`<section class="note" aria-label="Open now">
      ${this.lasting.length === 0 ? nothing : this.incidents(incidents.totalCount > incidents.nodes.length)} ${this.alerts.totalCount === 0 ? nothing : this.alerted()}
      ${this.coming.length === 0 ? nothing : this.waiting()}
      <p class="small no-print"><a href=${queryLink('team-now', this.variables)}>The query behind this</a></p>
    </section>`
  }

  private incidents(areMore: boolean) {
    const { lasting } = this
    const shown = lasting.slice(0, shownAtMost)
    return html`<h2>${areMore ? 'At least ' : ''}${plural(lasting.length, 'incident')} open</h2>
      <ul>
        ${shown.map((incident) => html`<li>${this.names(incident.services)} ${incidentName(incident, this.state, null)}</li>`)}
        ${lasting.length > shown.length ? html`<li class="muted">and ${lasting.length - shown.length} more</li>` : nothing}
      </ul>`
  }

  private alerted() {
    const { nodes, totalCount } = this.alerts
    const more = totalCount - nodes.length
    const all = alertsOfTeamHref(this.state, this.team)
    return html`<h2><a href=${all}>${plural(totalCount, 'alert')} open</a></h2>
      <ul>
        ${nodes.map((alert) => html`<li>${this.names([alert.service])} ${alertLine(this.state, alert.service.name, alert)}</li>`)}
        ${more > 0 ? html`<li class="muted">and ${more} more</li>` : nothing}
      </ul>`
  }

  private waiting() {
    return html`<h2>On its way to <span class="name">${this.state.environment}</span></h2>
      <ul>
        ${this.coming.map(
          ({ service, placement, onItsWay }) =>
            html`<li>
              ${this.names([service])} ${placement === null ? nothing : html`<span class="name">${placement}</span>`}
              ${onItsWay === null ? nothing : onItsWayWords(this.state, onItsWay)}
            </li>`,
        )}
      </ul>`
  }

  private names(services: readonly { readonly name: string }[]) {
    return services.map(
      ({ name }) => html`<a class="name" dir="auto" href=${serviceHref(this.state, name)}>${name}</a> `,
    )
  }

  private again(): void {
    this.open.expire()
    this.requestUpdate()
  }
}
