import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Fact } from '../metric-facts.ts'
import type { Chip } from '../doubts.ts'
import type { Change } from '../metric-change.ts'
import { metricInfo, type MetricView, noInterval } from '../metric-view.ts'
import { baseStyles } from './base-styles.ts'
import { chipList, explained } from './chips.ts'
import { type PictureOf, withChange } from '../picture-words.ts'
import { embedButton } from './embed-button.ts'
import './trend-chart.ts'
import type { Drawing, TrendChart } from './trend-chart.ts'

/** One metric at full size: value with interval and n, against the window before, its trend, and what else belongs to it. */
@customElement('leadline-metric-card')
export class MetricCard extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        min-width: 0;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto 1fr auto;
        gap: 0.7rem;
        padding: 1.05rem 1.15rem 0.9rem;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 0.8rem;
      }
      .head .button {
        min-height: 1.6rem;
        margin: -0.15rem -0.5rem -0.15rem auto;
        padding: 0.05rem 0.5rem;
      }
      h2 {
        color: var(--muted);
        font-size: 0.93rem;
        font-weight: 560;
      }
      .value {
        font-size: 1.95rem;
        font-weight: 640;
        letter-spacing: -0.02em;
        line-height: 1.25;
        font-variant-numeric: tabular-nums;
      }
      .value.few {
        color: var(--muted);
        font-weight: 520;
      }
      .reason {
        padding: 0.45rem 0;
        font-size: 1.1rem;
        color: var(--muted);
      }
      .certainty {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        color: var(--muted);
        font-size: 0.87rem;
        font-variant-numeric: tabular-nums;
      }
      .change {
        font-size: 0.87rem;
        color: var(--muted);
      }
      .change.better {
        color: var(--better);
      }
      .change.worse {
        color: var(--worse);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        align-self: start;
        gap: 0.25rem 1.1rem;
        padding-top: 0.6rem;
        border-top: 1px solid var(--line);
        font-size: 0.84rem;
      }
      dl div {
        display: flex;
        flex-wrap: wrap;
        align-content: flex-start;
        gap: 0 0.35rem;
      }
      dt {
        color: var(--muted);
      }
      dd {
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  @property({ attribute: false }) view: MetricView | null = null
  /** Against the window before; null until that is known. */
  @property({ attribute: false }) change: Change | null = null
  /** Address of what explains the change; null where nothing does. */
  @property({ attribute: false }) why: string | null = null
  /** Null where there is nothing to draw. */
  @property({ attribute: false }) drawing: Drawing | null = null
  @property({ attribute: false }) facts: readonly Fact[] = []
  /** Doubts said above all cards. */
  @property({ attribute: false }) above: readonly Chip[] = []
  /** What choosing a step of the trend does; empty: nothing. */
  @property() action = ''
  /** Of what a picture of its trend is; null: none can be kept. */
  @property({ attribute: false }) picture: PictureOf | null = null
  /** Whether it can be put on pages elsewhere from here. */
  @property({ type: Boolean }) embeddable = false
  /** Address of what it counts; empty: nothing says that. */
  @property() definitionHref = ''
  /** The rules, as the server states them. */
  @property() definition = ''

  protected override render() {
    if (this.view === null) return nothing
    const { title, name } = this.view
    return html`<section class="card" aria-labelledby="title" data-metric=${name}>
      <div>
        <div class="head">
          <h2 id="title" title=${this.definition === '' ? metricInfo[name].meaning : this.definition}>${title}</h2>
          ${this.definitionHref === '' ? nothing : html`<a class="small no-print" href=${this.definitionHref}>Definition<span class="unseen"> of: ${title}</span></a>`}
          ${this.embeddable ? embedButton(name, title) : nothing}
        </div>
        ${this.headline(this.view)} ${this.against()}
      </div>
      ${this.drawing === null ? nothing : html`<leadline-chart .drawing=${this.drawing} .picture=${this.picture === null ? null : withChange(this.picture, this.change)} action=${this.action}></leadline-chart>`}
      ${
        this.facts.length === 0
          ? nothing
          : html`<dl>
              ${this.facts.map(({ label, text, meaning }) => html`<div><dt>${meaning === undefined ? label : explained(label, meaning)}</dt><dd>${text}</dd></div>`)}
            </dl>`
      }
    </section>`
  }

  /** Takes the keyboard back to the trend. */
  async focusTrend(): Promise<void> {
    await this.updateComplete
    await this.renderRoot.querySelector<TrendChart>('leadline-chart')?.focusPoints()
  }

  private headline(view: MetricView): TemplateResult {
    const own = view.chips.filter(({ text }) => !this.above.some((chip) => chip.text === text))
    const few = own.some(({ text }) => text === 'few samples')
    if (view.words === null) {
      return html`<p class="reason">${view.reason}</p>
        <p class="certainty"><span>${view.samples}</span></p>
        ${chipList(own)}`
    }
    return html`<data class="value ${few ? 'few' : ''}" value=${String(view.value)}>
        <span aria-hidden="true">${view.words.text}</span><span class="unseen">${view.words.spoken}</span>
      </data>
      <p class="certainty">
        <span>
          <span aria-hidden="true">${view.interval === null ? noInterval(few) : `90 % interval ${view.interval.text}`}</span>
          <span class="unseen">${view.interval?.spoken ?? noInterval(few)}</span>
        </span>
        <span>${view.samples}</span>
        <span>${chipList(own)}</span>
      </p>`
  }

  private whyLink(verdict: Change['verdict']) {
    if (this.why === null || verdict === 'unknown') return nothing
    return html`<span class="no-print"> · <a href=${this.why}>Why?</a></span>`
  }

  private against() {
    if (this.change === null) return html`<p class="change">&nbsp;</p>`
    const { verdict, text } = this.change
    const sign = { better: '▲ ', worse: '▼ ', unclear: '', unknown: '' }[verdict]
    return html`<p class="change ${verdict}"><span aria-hidden="true">${sign}</span>${text}${this.whyLink(verdict)}</p>`
  }
}
