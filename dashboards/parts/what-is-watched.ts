import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import watchingQuery from '../queries/watching.graphql?raw'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import {
  type Detector,
  detectorName,
  falseAlarms,
  lackWords,
  smallestWords,
  stateWords,
  type WatchingAnswer,
} from '../watching-words.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { foldedTableStyles, foldStyles } from './fold-styles.ts'
import { problemNote } from './problem-note.ts'

/** What each detector of a service is in, and what it could see. Asked for when it is unfolded. */
@customElement('leadline-what-is-watched')
export class WhatIsWatched extends LitElement {
  static override styles = [baseStyles, cardTableStyles, foldStyles, foldedTableStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  @state() private open = false
  private readonly watching = new Loader<WatchingAnswer>(this)

  private get variables() {
    return { service: this.service, environment: this.state.environment }
  }

  protected override willUpdate(): void {
    if (!this.open) return
    const { variables } = this
    this.watching.load(`watching ${this.service}\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<WatchingAnswer>(watchingQuery, variables, signal),
    )
  }

  protected override render() {
    return html`<details class="card" @toggle=${(event: Event) => this.toggled(event)}>
      <summary><h2>What is watched</h2></summary>
      <div class="inside">
        <p class="muted small">
          Alerts come from these. The smallest change is one that is told within eight weeks in half of the cases; a smaller one may stay unseen. All of it is of the service as it is now, whatever time is chosen above.
          <a href=${formatUrl(stateOfPage(this.state, { name: 'alerting' }))}>Rules and freezes</a> decide who is told.
          <a class="no-print" href=${queryLink('watching', this.variables)}>The query behind this</a>
        </p>
        ${this.content()}
      </div>
    </details>`
  }

  private toggled(event: Event): void {
    if (event.target === event.currentTarget) this.open = (event.target as HTMLDetailsElement).open
  }

  private content() {
    const { answer, problem, loading } = this.watching
    if (problem !== null) return problemNote(problem, () => this.again())
    if (answer === null) return this.open ? html`<p class="muted" role="status">Looking…</p>` : nothing
    const { watching } = answer.data
    const { environment } = this.state
    if (watching.length === 0)
      return html`<p class="muted">It was never deployed to <span class="name">${environment}</span>.</p>`
    return html`<div
      class="scroll ${loading ? 'stale' : ''}"
      tabindex="0"
      role="region"
      aria-label="What is watched"
      aria-busy=${loading}
    >
      <table class="data cards">
        <caption class="unseen">What each detector is in, and what it could see</caption>
        <thead>
          <tr>
            <th scope="col">Detector</th>
            <th scope="col">State</th>
            <th scope="col">What is missing</th>
            <th scope="col">Smallest change it sees</th>
            <th scope="col">False alarms a year</th>
          </tr>
        </thead>
        <tbody>
          ${watching.map(row)}
        </tbody>
      </table>
    </div>`
  }

  private again(): void {
    this.watching.expire()
    this.requestUpdate()
  }
}

function row(detector: Detector): TemplateResult {
  const { metric, state: of } = detector
  // Nothing but words in a cell: an empty one is left out on a narrow screen.
  return html`<tr data-metric=${metric}>
    <th scope="row">${detectorName(metric)}</th>
    <td data-head="State"><span class="chip ${of === 'INSUFFICIENT_DATA' ? 'warning' : ''}">${stateWords(of)}</span></td>
    ${cell('What is missing', lackWords(detector))} ${cell('Smallest change it sees', smallestWords(detector))}
    ${cell('False alarms a year', falseAlarms(detector))}
  </tr>`
}

function cell(head: string, words: string): TemplateResult {
  return words === '' ? html`<td></td>` : html`<td class="wide" data-head=${head}>${words}</td>`
}
