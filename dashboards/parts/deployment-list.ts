import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { DeploymentRow, DeploymentsAnswer, ReworkAnswer } from '../evidence-answers.ts'
import { deploymentsTable } from '../exports.ts'
import { leftOutOfFailures } from '../failure-words.ts'
import { moment, shortVersion } from '../format.ts'
import { chipOf, guessed } from '../doubts.ts'
import { go } from '../navigation.ts'
import deploymentsQuery from '../queries/deployments.graphql?raw'
import reworkQuery from '../queries/rework.graphql?raw'
import { deploymentHref } from '../record-links.ts'
import { reworkChips } from '../rework-words.ts'
import { isRepairable, shippedCount, unknownShipped } from '../shipped-words.ts'
import { basisWords, kindWords, outcomeWords } from '../words.ts'
import { chipList } from './chips.ts'
import './deployment-detail.ts'
import { RowList, type RowScope } from './row-list.ts'

/** Deployments of all kinds and outcomes; each opens into what it shipped and the evidence for it. */
@customElement('leadline-deployment-list')
export class DeploymentList extends RowList<DeploymentRow> {
  protected override readonly question: string = 'deployments'
  protected override readonly none: string = 'No deployments of any kind in this time.'
  protected override readonly one = 'deployment'

  protected override async fetchPage(scope: RowScope, signal: AbortSignal) {
    const answer = await ask<DeploymentsAnswer>(deploymentsQuery, { ...scope }, signal)
    return { ...answer, data: answer.data.service?.deployments ?? null }
  }

  /** The deployment that stands open although it is on no page shown: a link leads to it. */
  private elsewhere(rows: readonly DeploymentRow[]) {
    const { open } = this.state
    if (open === null || rows.some(({ id }) => id === open)) return nothing
    return html`<div class="pad">
      <leadline-deployment .deployment=${open} .state=${this.state} .revision=${this.revision}></leadline-deployment>
    </div>`
  }

  protected override exported(rows: readonly DeploymentRow[]) {
    return deploymentsTable(rows)
  }

  protected override table(rows: readonly DeploymentRow[]): TemplateResult {
    return html`${this.elsewhere(rows)}
      <table class="rows cards">
        <caption class="unseen">
          Deployments, newest first. Buttons open them.
        </caption>
        <thead>
          <tr>
            <th scope="col">Live (${this.state.timeZone})</th>
            <th scope="col">Version</th>
            <th scope="col">Kind</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="right">Changes</th>
            <th scope="col">Remarks</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => this.row(row))}
        </tbody>
      </table>`
  }

  private failure(row: DeploymentRow) {
    if (row.failure === null) return nothing
    const leftOut = leftOutOfFailures(row)
    const why = basisWords(row.failure.basis)
    return leftOut === null
      ? html`<span class="chip bad">failed in use: ${why}</span> `
      : chipList([{ text: 'no failure', explanation: `What points at it: ${why}; but ${leftOut}.`, tone: 'note' }])
  }

  private row(row: DeploymentRow) {
    const { timeZone, open } = this.state
    const opened = open === row.id
    const at = row.liveAt ?? row.finishedAt ?? row.startedAt
    const bad = row.outcome === 'FAILED' || row.outcome === 'ABORTED'
    const toggle = () => go(this, { ...this.state, open: opened ? null : row.id })
    return html`<tr class="row" data-deployment=${row.id}>
        <td class="across">
          <button class="toggle" type="button" aria-expanded=${opened} @click=${toggle}>
            <span class="sign" aria-hidden="true">▸</span>
            <span class="when">${at === null ? 'time unknown' : moment(at, timeZone)}</span>
            <span class="unseen">: ${opened ? 'close' : 'open'}</span>
          </button>
        </td>
        <td data-head="Version"><a class="mono version" dir="auto" href=${deploymentHref(this.state, row.id)} title=${row.version}>${shortVersion(row.version)}</a></td>
        <td data-head="Kind">${kindWords(row.kind)}</td>
        <td data-head="Outcome">${bad ? html`<span class="chip bad">${outcomeWords(row.outcome)}</span>` : outcomeWords(row.outcome)}</td>
        <td class="right" data-head="Changes" title=${isRepairable(row.changesUnavailableReason) ? unknownShipped(row.changesUnavailableReason) : nothing}>
          <span class=${row.changesUnavailableReason === null ? '' : 'muted'}>${shippedCount(row)}</span>
        </td>
        <td class="across">
          ${this.failure(row)}
          ${chipList([...reworkChips(row), ...(row.commitConfidence === 'MEDIUM' ? [guessed] : []), ...row.flags.map(chipOf)])}
        </td>
      </tr>
      ${
        opened
          ? html`<tr>
              <td class="wide" colspan="6">
                <leadline-deployment .deployment=${row.id} .state=${this.state} .revision=${this.revision}></leadline-deployment>
              </td>
            </tr>`
          : nothing
      }`
  }
}

/** Those that the rework rate counted, each with why. */
@customElement('leadline-rework-list')
export class ReworkList extends DeploymentList {
  protected override readonly question = 'rework'
  protected override readonly none = 'No deployment of this time was rework.'

  protected override async fetchPage(scope: RowScope, signal: AbortSignal) {
    const answer = await ask<ReworkAnswer>(reworkQuery, { ...scope }, signal)
    return { ...answer, data: answer.data.service?.metrics.deploymentReworkRate.samples ?? null }
  }
}
