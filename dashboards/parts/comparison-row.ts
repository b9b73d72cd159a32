import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ReportStage } from '../../libs/reports/comparison.ts'
import type { ComparedRow } from '../comparison-answers.ts'
import {
  boundsWords,
  changedTexts,
  comparedViews,
  type ComparedView,
  rowDoubts,
  stageTexts,
} from '../comparison-words.ts'
import type { Chip } from '../doubts.ts'
import type { Change } from '../metric-change.ts'
import { type MetricName, metricInfo } from '../metric-view.ts'
import { serviceHref } from '../record-links.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { chipList } from './chips.ts'
import { type Placing, twoBands } from './interval-bar.ts'
import { metricCellStyles } from './metric-cell.ts'

const signs = { better: '▲ ', worse: '▼ ', unclear: '', unknown: '' } as const

/** One service of a comparison: five values on the scales of all, what changed, its stages, and what is doubtful. */
@customElement('leadline-comparison-row')
export class ComparisonRow extends LitElement {
  static override styles = [
    baseStyles,
    metricCellStyles,
    css`
      :host {
        display: block;
        break-inside: avoid;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.7rem;
        padding: 0.9rem 1.1rem;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1rem;
        align-items: baseline;
      }
      .five {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.6rem), 1fr));
        gap: 0.7rem 0.9rem;
      }
      dt {
        color: var(--muted);
        font-size: 0.8rem;
      }
      dd {
        min-width: 0;
      }
      .was {
        stroke: var(--muted);
        stroke-width: 2;
        stroke-dasharray: 3 2;
      }
      .then {
        fill: var(--surface);
        stroke: var(--muted);
        stroke-width: 1.5;
      }
      .certainty {
        white-space: normal;
      }
      .change {
        font-size: 0.82rem;
      }
      .better {
        color: var(--better);
        font-weight: 560;
      }
      .worse {
        color: var(--worse);
        font-weight: 560;
      }
      .about {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.15rem 0.9rem;
        font-size: 0.87rem;
      }
      @media (max-width: 40rem) {
        .about {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media print {
        section {
          gap: 0.4rem;
          padding: 0.5rem 0.7rem;
        }
        .five {
          grid-template-columns: repeat(5, minmax(0, 1fr));
          gap: 0.4rem;
        }
      }
    `,
  ]

  @property({ attribute: false }) row: ComparedRow | null = null
  @property({ attribute: false }) stages: readonly ReportStage[] = []
  @property({ attribute: false }) scales: ReadonlyMap<MetricName, Placing | null> = new Map()
  @property({ attribute: false }) state: UrlState = defaultState
  /** Doubts that are said above, for all rows. */
  @property({ attribute: false }) above: readonly Chip[] = []

  protected override render() {
    if (this.row === null) return nothing
    const { service } = this.row
    return html`<section class="card" data-service=${service.name} aria-label=${service.name}>
      <div class="head">
        <h2><a class="name" dir="auto" href=${serviceHref(this.state, service.name, this.state.environment)}>${service.name}</a></h2>
        <span class="muted small">${service.team === null ? 'no team' : html`Team <span class="name" dir="auto">${service.team.name}</span>`}</span>
      </div>
      <dl class="five">
        ${comparedViews(this.row).map((view) => this.metric(view))}
      </dl>
      <dl class="about">${this.changed(this.row)} ${this.whereTimeGoes()} ${this.data(this.row)}</dl>
    </section>`
  }

  private metric({ name, now, before, change }: ComparedView): TemplateResult {
    return html`<div data-metric=${name}>
      <dt>${metricInfo[name].title}</dt>
      <dd>
        ${
          now.words === null
            ? html`<span class="reason">${now.reason}</span>`
            : html`<data class="value" value=${String(now.value)}>
                <span aria-hidden="true">${now.words.text}</span><span class="unseen">${now.words.spoken}</span>
              </data>`
        }
        ${twoBands(now, before, this.scales.get(name) ?? null)}
        <div class="certainty">
          <span aria-hidden="true">${boundsWords(now)}</span><span class="unseen">${now.interval?.spoken ?? ''}</span>
        </div>
        <div class="certainty samples">${now.samples}</div>
        ${change === null ? nothing : html`<div class="change ${change.verdict}"><span aria-hidden="true">${signs[change.verdict]}</span>${change.text}${this.why(name, change)}</div>`}
      </dd>
    </div>`
  }

  /** What explains a lead time that changed; it holds every window against the one before. */
  private why(metric: MetricName, { verdict }: Change) {
    const { row, state } = this
    const moved = verdict === 'worse' || verdict === 'better'
    if (metric !== 'leadTimeForChanges' || !moved || row === null || state.against !== 'previous') return nothing
    const { name } = row.service
    const href = formatUrl({ ...stateOfPage(state, { name: 'service', service: name }), why: true })
    return html`<span class="no-print"> · <a href=${href}>Why?<span class="unseen"> Lead time of ${name}</span></a></span>`
  }

  private changed(row: ComparedRow) {
    const texts = changedTexts(row, this.stages)
    if (texts === null) return nothing
    return html`<dt>What changed</dt>
      <dd class="changed">${texts.length === 0 ? html`<span class="muted">Nothing clearly.</span>` : texts.map((text) => html`<p>${text}</p>`)}</dd>`
  }

  private whereTimeGoes(): TemplateResult {
    const texts = stageTexts(this.stages)
    return html`<dt>Stages, plain mean</dt>
      <dd class="stages">${texts.length === 0 ? html`<span class="muted">not known</span>` : texts.join(', ')}</dd>`
  }

  private data(row: ComparedRow): TemplateResult {
    const own = rowDoubts(row).filter(
      ({ text, of }) => of !== 'all five' || !this.above.some((chip) => chip.text === text),
    )
    return html`<dt>Data</dt>
      <dd class="data">
        ${own.length === 0 ? html`<span class="muted">${this.above.length === 0 ? 'No doubts.' : 'No doubts but those above.'}</span>` : nothing}
        ${own.map((doubt) => html`<span>${chipList([doubt])}<span class="muted small">${doubt.of}</span> </span>`)}
      </dd>`
  }
}
