import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { FailureRow, FailuresAnswer } from '../evidence-answers.ts'
import { failuresTable } from '../exports.ts'
import { duration, moment, shortVersion } from '../format.ts'
import failuresQuery from '../queries/failures.graphql?raw'
import { deploymentHref } from '../record-links.ts'
import { basisWords, plainWords, remedyByWords } from '../words.ts'
import { incidentName } from './incident-name.ts'
import { RowList, type RowScope } from './row-list.ts'

/** Deployments that failed in use: why they count as failed, how surely, and what mended them. */
@customElement('leadline-failure-list')
export class FailureList extends RowList<FailureRow> {
  protected override readonly question = 'failures'
  protected override readonly none = 'No deployment of this time failed in use.'
  protected override readonly one = 'failure'

  protected override async fetchPage(scope: RowScope, signal: AbortSignal) {
    const answer = await ask<FailuresAnswer>(failuresQuery, { ...scope }, signal)
    return { ...answer, data: answer.data.service?.metrics.changeFailureRate.failures ?? null }
  }

  protected override exported(rows: readonly FailureRow[]) {
    return failuresTable(rows)
  }

  protected override table(rows: readonly FailureRow[]): TemplateResult {
    return html`<table class="rows cards">
      <caption class="unseen">
        Failures
      </caption>
      <thead>
        <tr>
          <th scope="col">Deployment</th>
          <th scope="col">Why it counts</th>
          <th scope="col">Impact from (${this.state.timeZone})</th>
          <th scope="col">Recovery</th>
          <th scope="col">Incidents</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => this.row(row))}
      </tbody>
    </table>`
  }

  private row(row: FailureRow): TemplateResult {
    const { timeZone } = this.state
    const weak = row.confidence === 'LOW' ? 'warning' : ''
    return html`<tr class="row">
      <td data-head="Deployment" class="across">${this.version(row.deployment)}</td>
      <td data-head="Why it counts">${basisWords(row.basis)} <span class="chip ${weak}">${row.confidence.toLowerCase()} confidence</span></td>
      <td class="at" data-head=${`Impact from (${timeZone})`}>${moment(row.impactStartedAt, timeZone)}</td>
      <td data-head="Recovery">${this.recovery(row)}</td>
      <td data-head="Incidents" class="across incidents">
        ${row.incidents.length === 0 ? html`<span class="muted">none recorded</span>` : nothing}
        ${row.incidents.map((incident) => html`<div>${incidentName(incident, this.state, { service: this.service, environment: this.state.environment })}</div>`)}
      </td>
    </tr>`
  }

  private recovery({
    seconds,
    restoredAt,
    restoredRule,
    remedy,
    restoredBy,
    restoredByFlag,
  }: FailureRow): TemplateResult {
    if (restoredAt === null || seconds === null) return html`<span class="chip bad">still open</span>`
    return html`<span title=${duration(seconds).spoken}>${duration(seconds).text}</span>
      <div class="muted small">
        ${remedy === null ? nothing : html`${remedyByWords(remedy, restoredByFlag)} `}${restoredBy === null ? nothing : this.version(restoredBy)}
        ${restoredRule === null ? nothing : html`(${plainWords(restoredRule).toLowerCase()})`}
      </div>`
  }

  private version({ id, version }: { readonly id: string; readonly version: string }): TemplateResult {
    const href = deploymentHref(this.state, id)
    return html`<a href=${href} class="mono version" dir="auto" title=${version}>${shortVersion(version)}</a>`
  }
}
