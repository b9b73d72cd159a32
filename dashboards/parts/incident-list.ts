import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { duration, moment, shortVersion } from '../format.ts'
import type { ListedIncident } from '../incident-answers.ts'
import { classificationText } from '../incident-words.ts'
import { deploymentHref, incidentHref, serviceHref } from '../record-links.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { basisWords } from '../words.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { rowListStyles } from './row-list-styles.ts'

/** Incidents, each with what it was blamed on and how surely; each leads to its page. */
@customElement('leadline-incident-list')
export class IncidentList extends LitElement {
  static override styles = [baseStyles, rowListStyles, cardTableStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) rows: readonly ListedIncident[] = []

  protected override render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Incident list">
      <table class="rows cards">
        <caption class="unseen">
          Incidents, the latest first
        </caption>
        <thead>
          <tr>
            <th scope="col">Opened (${this.state.timeZone})</th>
            <th scope="col">Incident</th>
            <th scope="col">Services</th>
            <th scope="col">Environment</th>
            <th scope="col" class="right">Severity</th>
            <th scope="col">Time to restore</th>
            <th scope="col">Blamed on</th>
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row) => this.row(row))}
        </tbody>
      </table>
    </div>`
  }

  private row(row: ListedIncident): TemplateResult {
    const { id, externalId, title, source, severity, classification, openedAt, services, environments, overrides } = row
    return html`<tr class="row" data-incident=${externalId}>
      <td class="at" data-head=${`Opened (${this.state.timeZone})`}>${moment(openedAt, this.state.timeZone)}</td>
      <th scope="row" class="clamp">
        <a class="name" dir="auto" href=${incidentHref(this.state, id)}>${title ?? externalId}</a>
        <div class="muted small">
          <span class="name">${source}</span>
          ${classification === 'incident' ? nothing : html`<span class="chip">${classificationText(classification)}</span>`}
          ${overrides.some(({ revoked }) => !revoked) ? html`<span class="chip">corrected</span>` : nothing}
        </div>
      </th>
      <td class="services" data-head="Services">${services.map(({ name }) => html`<div><a class="name" dir="auto" href=${serviceHref(this.state, name, environments[0]?.name)}>${name}</a></div>`)}</td>
      <td data-head="Environment">${environments.map(({ name }) => html`<div class="version" title=${name}>${name}</div>`)}</td>
      <td class="right" data-head="Severity">${severity ?? html`<span class="muted when">not told</span>`}</td>
      <td data-head="Time to restore">${this.restored(row)}</td>
      <td data-head="Blamed on" class="across">${this.blamed(row)}</td>
    </tr>`
  }

  private restored({ restoredAt, impactSeconds }: ListedIncident): TemplateResult {
    if (restoredAt === null || impactSeconds === null) return html`<span class="chip bad">still open</span>`
    const { text, spoken } = duration(impactSeconds)
    return html`<span title=${spoken}>${text}</span>
      <div class="muted small">restored ${moment(restoredAt, this.state.timeZone)}</div>`
  }

  private blamed({ failures }: ListedIncident) {
    if (failures.length === 0) return html`<span class="muted">no deployment</span>`
    return failures.map(
      ({ basis, confidence, deployment: { id, version } }) =>
        html`<div>
          <a class="mono version" dir="auto" href=${deploymentHref(this.state, id)} title=${version}>${shortVersion(version)}</a>
          <span class="muted small">${basisWords(basis)}</span>
          <span class="chip ${confidence === 'LOW' ? 'warning' : ''}">${confidence.toLowerCase()} confidence</span>
        </div>`,
    )
  }
}
