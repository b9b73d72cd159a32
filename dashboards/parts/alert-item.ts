import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import type { AcknowledgeAnswer, ListedAlert } from '../alert-answers.ts'
import { alertState, falseAlarmWords, happeningWords, heldWords, toldWords } from '../alert-words.ts'
import { ApiProblem, ask } from '../api.ts'
import { exactStretch, moment } from '../format.ts'
import { corrected } from '../make-correction.ts'
import acknowledgeQuery from '../queries/alert-acknowledge.graphql?raw'
import { serviceHref, whyOfWindowHref } from '../record-links.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'

/** One alert: what moved, since when, how sure that is, who looks after it, and what was told of it. */
@customElement('leadline-alert-item')
export class AlertItem extends LitElement {
  static override styles = [
    baseStyles,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.45rem;
        padding: 1rem 1.15rem;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 1rem;
        align-items: center;
      }
      summary {
        cursor: pointer;
      }
    `,
  ]

  @property({ attribute: false }) alert: ListedAlert | null = null
  @property({ attribute: false }) state: UrlState = defaultState
  /** Whether who looks may take it on. */
  @property({ type: Boolean }) may = false
  @own() private problem = ''
  @own() private busy = false

  protected override render() {
    const { alert, state } = this
    if (alert === null) return nothing
    const { title, text, service, environment, openedAt, resolvedAt, onsetFrom, onsetTo, reason, held } = alert
    const { timeZone } = state
    return html`<article aria-label=${`${title}, ${service.name}`}>
      <h3>${title} <span class="chip ${resolvedAt === null ? 'warning' : ''}">${alertState(alert.state)}</span></h3>
      <p class="name">${text}</p>
      <p class="muted small">
        Begun ${exactStretch(onsetFrom, onsetTo, timeZone)}; raised ${moment(openedAt, timeZone)}${resolvedAt === null ? nothing : `; over ${moment(resolvedAt, timeZone)}`}.
        ${falseAlarmWords(alert.expectedFalseAlarmsPerYear) ?? nothing}
      </p>
      ${reason === null ? nothing : html`<p class="small name">Withdrawn: ${reason}</p>`}
      ${heldWords(held) === null ? nothing : html`<p class="small">${heldWords(held)}</p>`}
      <p class="ways">
        <a class="name" dir="auto" href=${serviceHref(state, service.name, environment.name)}>${service.name}</a>
        ${this.why(alert)} ${this.taking(alert)}
      </p>
      ${this.problem === '' ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
      ${this.told(alert)}
    </article>`
  }

  /** Where lead time got longer: the stages that it came from, from the beginning until it was raised; of a plain threshold over its window. */
  private why({ metric, service, environment, ...alert }: ListedAlert) {
    const from = alert.isPlainThreshold ? alert.usualFrom : alert.onsetFrom
    if (metric !== 'leadTimeForChanges' || Date.parse(from) >= Date.parse(alert.openedAt)) return nothing
    const range = { from, to: alert.openedAt }
    return html`<a href=${whyOfWindowHref(this.state, service.name, environment.name, range)}>Why?</a>`
  }

  private taking({ state, acknowledgedBy, acknowledgedAt }: ListedAlert) {
    if (acknowledgedBy !== null)
      return html`<span class="small">
        <span class="name">${acknowledgedBy}</span> took it on${acknowledgedAt === null ? nothing : ` ${moment(acknowledgedAt, this.state.timeZone)}`}
      </span>`
    if (!this.may || state !== 'OPEN') return nothing
    return html`<button class="button no-print" type="button" ?disabled=${this.busy} @click=${() => void this.takeOn()}>
      Take on
    </button>`
  }

  private told({ events }: ListedAlert): TemplateResult | typeof nothing {
    if (events.length === 0) return nothing
    return html`<details class="small">
      <summary>What was told of it</summary>
      <ul>
        ${events.map(
          (each) => html`<li>
            ${happeningWords(each.event)} ${moment(each.at, this.state.timeZone)}. <span class="muted">${toldWords(each, this.state.timeZone)}</span>
          </li>`,
        )}
      </ul>
    </details>`
  }

  private async takeOn(): Promise<void> {
    const { alert } = this
    if (alert === null) return
    this.busy = true
    try {
      const { data } = await ask<AcknowledgeAnswer>(acknowledgeQuery, { id: alert.id })
      this.problem = data.alertAcknowledge.userErrors[0]?.message ?? ''
      if (this.problem !== '') return
      const detail = `Taken on: ${alert.title}, ${alert.service.name}. It stays open until it is as usual again.`
      this.dispatchEvent(new CustomEvent(corrected, { bubbles: true, composed: true, detail }))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.problem = error.message
    } finally {
      this.busy = false
    }
  }
}
