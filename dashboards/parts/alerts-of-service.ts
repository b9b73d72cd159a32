import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { AlertsOfServiceAnswer } from '../alert-answers.ts'
import { ask } from '../api.ts'
import { Loader } from '../loader.ts'
import alertsQuery from '../queries/alerts-of-service.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { alertLine } from './alert-line.ts'
import { baseStyles } from './base-styles.ts'

/** Alerts of a service that are open, in a line each; nothing where there is none. */
@customElement('leadline-alerts-of-service')
export class AlertsOfService extends LitElement {
  static override styles = [baseStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  private readonly alerts = new Loader<AlertsOfServiceAnswer>(this)

  protected override willUpdate(): void {
    const { service } = this
    this.alerts.load(`alerts of ${service}\n${this.revision}`, (signal) =>
      ask<AlertsOfServiceAnswer>(alertsQuery, { service }, signal),
    )
    this.style.display = this.open.length === 0 ? 'none' : ''
  }

  private get open() {
    return this.alerts.answer?.data.alerts.nodes ?? []
  }

  protected override render() {
    const { open, state, service } = this
    if (open.length === 0) return nothing
    return html`<section class="note warning" aria-label="Open alerts">
      <ul>
        ${open.map((alert) => html`<li>${alertLine(state, service, alert)}</li>`)}
      </ul>
    </section>`
  }
}
