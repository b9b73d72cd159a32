import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { guessed } from '../doubts.ts'
import { ago, moment, shortSha, shortVersion } from '../format.ts'
import { go } from '../navigation.ts'
import { changeHref, deploymentHref, serviceHref, teamHref } from '../record-links.ts'
import type { RunningRow } from '../running-answers.ts'
import { changesWords, runningKey } from '../running-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { kindWords } from '../words.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { chipList } from './chips.ts'
import './difference.ts'
import { onItsWayWords } from './on-its-way.ts'
import { rowListStyles } from './row-list-styles.ts'

const columns = ['Version', 'Commit', 'Owner', 'Since', 'Before', 'Changes between'] as const

/** What runs where, a row for each service at each placement; each opens into the changes that came with it. */
@customElement('leadline-running-table')
export class RunningTable extends LitElement {
  static override styles = [
    baseStyles,
    rowListStyles,
    cardTableStyles,
    css`
      tbody th {
        min-width: 9rem;
      }
      tbody th a {
        font-weight: 600;
      }
      .version {
        max-width: 13rem;
      }
      .coming {
        min-width: 9rem;
        max-width: 15rem;
      }
    `,
  ]

  @property({ attribute: false }) rows: readonly RunningRow[] = []
  @property({ attribute: false }) state: UrlState = defaultState
  /** The moment that is looked at. */
  @property() now = ''

  protected override render() {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="What runs">
      <table class="rows cards">
        <caption class="unseen">
          What runs, by service and placement. Buttons open the changes between it and what ran there before.
        </caption>
        <thead>
          <tr>
            <th scope="col">Service</th>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map((row) => this.row(row))}
        </tbody>
      </table>
    </div>`
  }

  private row(row: RunningRow): TemplateResult {
    const { deployment, service, placement, since, team } = row
    const opened = this.state.open === runningKey(row)
    const at = moment(since, this.state.timeZone)
    return html`<tr class="row" data-service=${service.name} data-placement=${placement ?? ''}>
        <th scope="row">${this.place(row)}</th>
        <td data-head="Version">
          ${this.version(deployment)} ${deployment.kind === 'CODE' ? nothing : html`<span class="chip">${kindWords(deployment.kind).toLowerCase()}</span>`}
          ${row.onItsWay === null ? nothing : html`<div class="small coming">${onItsWayWords(this.state, row.onItsWay)}</div>`}
        </td>
        <td data-head="Commit">${this.commit(row)}</td>
        <td data-head="Owner">${team === null ? html`<span class="muted">nobody</span>` : html`<a class="name" dir="auto" href=${teamHref(this.state, team.name)}>${team.name}</a>`}</td>
        <td data-head="Since">
          <time datetime=${since} title=${`${at} ${this.state.timeZone}`}>${ago(since, this.now)}</time>
          <div class="muted small at">${at}</div>
        </td>
        <td data-head="Before">${row.previous === null ? html`<span class="muted">nothing</span>` : this.version(row.previous)}</td>
        <td data-head="Changes between">${this.changes(row, opened)}</td>
      </tr>
      ${opened && row.previous !== null ? this.between(row.previous.id, deployment.id) : nothing}`
  }

  private place({ service, environment, placement }: RunningRow): TemplateResult {
    const { name } = environment
    return html`<a class="name" dir="auto" href=${serviceHref(this.state, service.name, name)}>${service.name}</a>
      ${name === this.state.environment ? nothing : html`<span class="chip name">${name}</span>`}
      ${placement === null ? nothing : html`<div class="muted small name" dir="auto">${placement}</div>`}`
  }

  private version({ id, version }: { readonly id: string; readonly version: string }): TemplateResult {
    const href = deploymentHref(this.state, id)
    return html`<a class="mono version" dir="auto" href=${href} title=${version}>${shortVersion(version)}</a>`
  }

  private commit({ deployment: { sha, change, commitConfidence } }: RunningRow): TemplateResult {
    if (sha === null) return html`<span class="muted">unknown</span>`
    const name = html`<span class="mono">${shortSha(sha)}</span>`
    return html`${change === null ? name : html`<a href=${changeHref(this.state, change.id)}>${name}</a>`}
    ${commitConfidence === 'MEDIUM' || commitConfidence === 'LOW' ? chipList([guessed]) : nothing}`
  }

  private changes(row: RunningRow, opened: boolean): TemplateResult {
    const words = changesWords(row)
    if (row.previous === null) return html`<span class="muted">${words}</span>`
    const toggle = () => go(this, { ...this.state, open: opened ? null : runningKey(row) }, true)
    return html`<button class="toggle" type="button" aria-expanded=${opened} @click=${toggle}>
      <span class="sign" aria-hidden="true">▸</span>
      <span class="when">${words}</span>
      <span class="unseen">: ${opened ? 'close' : 'open'} what changed in ${row.service.name} ${row.placement ?? ''}</span>
    </button>`
  }

  private between(from: string, to: string): TemplateResult {
    return html`<tr>
      <td class="wide" colspan=${columns.length + 1}>
        <leadline-difference .from=${from} .to=${to} .state=${this.state}></leadline-difference>
      </td>
    </tr>`
  }
}
