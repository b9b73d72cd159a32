import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import type { AlertingAnswer, StatedFreeze } from '../alerting-answers.ts'
import { freezesAt } from '../alerting-words.ts'
import { ask } from '../api.ts'
import { group } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/channel-list.ts'
import '../parts/copyable.ts'
import { foldStyles } from '../parts/fold-styles.ts'
import { problemNote } from '../parts/problem-note.ts'
import '../parts/schedule-list.ts'
import { statedItemStyles } from '../parts/stated-item.ts'
import { alertRuleItem, freezeItem, notifyRuleItem } from '../parts/stated-rules.ts'
import alertingQuery from '../queries/alerting.graphql?raw'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { mayCorrect } from '../viewer.ts'

/** What is stated of alerting: rules, freezes, digests and channels, each with where it is changed. */
@customElement('leadline-alerting')
export class Alerting extends LitElement {
  static override styles = [
    baseStyles,
    foldStyles,
    statedItemStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .over > summary {
        padding: 0.9rem 1.15rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  /** Null while it is not known. */
  @own() private may: boolean | null = null
  private readonly stated = new Loader<AlertingAnswer>(this)

  override connectedCallback(): void {
    super.connectedCallback()
    void this.learn()
  }

  private async learn(): Promise<void> {
    this.may = await mayCorrect()
  }

  protected override willUpdate(): void {
    this.stated.load(`alerting\n${this.revision}`, (signal) => ask<AlertingAnswer>(alertingQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem, loading } = this.stated
    const alerts = formatUrl(stateOfPage(this.state, { name: 'alerts' }))
    return html`
      <nav class="crumbs small no-print" aria-label="Where you are"><a href=${alerts}>Alerts</a></nav>
      <h1>What is stated of alerts</h1>
      <p class="muted">
        Who is told of what, from when on and at which hours, and where that is changed.
        <a class="no-print" href=${queryLink('alerting', {})}>The query behind this</a>
      </p>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking …' : ''}</p>` : this.content(answer.data, answer.answeredAt)}
      ${this.ofAdministrators()}
    `
  }

  private again(): void {
    this.stated.expire()
    this.requestUpdate()
  }

  private content({ alertRules, freezeWindows, notifyRules }: AlertingAnswer, now: string): TemplateResult {
    const { state } = this
    return html`
      ${section(
        'Rules of alerts',
        alertRules.length,
        noRules,
        alertRules.map((rule) => alertRuleItem(state, rule)),
      )}
      ${this.freezes(freezeWindows, now)}
      ${section(
        'Deployments that are told',
        notifyRules.length,
        noNotices,
        notifyRules.map((rule) => notifyRuleItem(state, rule)),
      )}
    `
  }

  private freezes(freezes: readonly StatedFreeze[], nowIso: string): TemplateResult {
    const { now, coming, past } = freezesAt(freezes, nowIso)
    const items = (of: readonly StatedFreeze[], when: 'now' | 'coming' | 'past') =>
      of.map((each) => freezeItem(this.state, each, when))
    return html`${section('Freezes', now.length + coming.length, noFreezes, [...items(now, 'now'), ...items(coming, 'coming')])}
    ${
      past.length === 0
        ? nothing
        : html`<details class="card over">
            <summary><h2>Freezes that are over (${group(past.length)})</h2></summary>
            ${items(past, 'past')}
          </details>`
    }`
  }

  private ofAdministrators() {
    const { may, state, revision } = this
    if (may === null) return nothing
    if (may)
      return html`<leadline-schedule-list .state=${state} .revision=${revision}></leadline-schedule-list>
        <leadline-channel-list .state=${state} .revision=${revision}></leadline-channel-list>
        <p class="muted small">
          A channel is made by <code>npx leadline channel add</code> and changed by <code>npx leadline channel change</code>, or by
          <code>channelCreate</code> and <code>channelUpdate</code> of the API; its rules, reports and history stay.
        </p>`
    return html`<p class="note">
      Where channels lead and how they do, and which digests are told, is shown for a token with the scope <code>admin</code>.
    </p>`
  }
}

const noRules = html`<p>
    None is stated: every service in production is watched, pages show its alerts, and nobody is told. State who is, under <code>alerts:</code> in
    <code>leadline.yaml</code>, as docs/alert-rules.md shows:
  </p>
  <leadline-copyable label="Commands" .text=${'npx leadline plan\nnpx leadline apply'}></leadline-copyable>`
const noFreezes = html`<p class="muted">None is on or coming. One is stated under <code>freezes:</code> in <code>leadline.yaml</code>.</p>`
const noNotices = html`<p class="muted">None. They are told where <code>notify:</code> in <code>leadline.yaml</code> says so.</p>`

function section(title: string, count: number, none: TemplateResult, items: readonly TemplateResult[]): TemplateResult {
  return html`<section class="card" aria-label=${title}>
    <h2>${title}${count === 0 ? nothing : ` (${group(count)})`}</h2>
    ${count === 0 ? html`<div class="none">${none}</div>` : items}
  </section>`
}
