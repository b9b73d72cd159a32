import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { DashboardChoice } from '../../libs/reports/dashboard-question.ts'
import type { ServiceMetrics } from '../answers.ts'
import { ruleMarks } from '../charts/marks.ts'
import { hasKnownStages } from '../charts/lead-time-stages.ts'
import type { ChartedService, DashboardData, DashboardPartAnswer as Part } from '../dashboard-answers.ts'
import { chartedOf, columnsOf, listedOf, metricOf } from '../dashboard-shown.ts'
import { stagesDrawing, trendDrawing } from '../drawings.ts'
import type { Bucket } from '../format.ts'
import { compareMetric } from '../metric-change.ts'
import { metricFacts } from '../metric-facts.ts'
import { type MetricName, metricInfo, viewMetric } from '../metric-view.ts'
import { baseStyles } from './base-styles.ts'
import { type Among, dashboardTableStyles, latestTable, servicesTable } from './dashboard-tables.ts'
import './metric-card.ts'
import { metricCellStyles } from './metric-cell.ts'
import './trend-chart.ts'

/** What a part is drawn in. Its links are null where nothing is to be followed, as in an embed. */
export interface DashboardFrame extends Among {
  readonly choice: DashboardChoice
  readonly by: Bucket
  readonly timeZone: string
  /** Saves the table of a part; left out: nothing can be saved. */
  readonly save?: (part: Part) => TemplateResult | typeof nothing
}

/** One tile of a dashboard, from what was answered for all of them. */
@customElement('leadline-dashboard-part')
export class DashboardPart extends LitElement {
  static override styles = [
    baseStyles,
    metricCellStyles,
    dashboardTableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto 1fr;
        gap: 0.4rem;
        min-width: 0;
        --chart-height: 220px;
      }
      h2 {
        font-size: 1rem;
        overflow-wrap: anywhere;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 0.8rem;
        /* Of a button that saves: parts side by side begin alike whether they have one or not. */
        min-height: 1.9rem;
      }
      .head leadline-export {
        margin-left: auto;
      }
      .head p {
        overflow-wrap: anywhere;
      }
      .card {
        padding: 0.9rem 1.1rem;
        min-width: 0;
      }
      .words p {
        overflow-wrap: anywhere;
        white-space: pre-line;
      }
      .words p + p {
        margin-top: 0.6rem;
      }
    `,
  ]

  @property({ attribute: false }) tile: Part | null = null
  @property({ attribute: false }) data: DashboardData | null = null
  @property({ attribute: false }) frame: DashboardFrame | null = null

  protected override render() {
    const { tile: part, data, frame } = this
    if (part === null || frame === null) return nothing
    const body = part.kind === 'TEXT' || data === null ? null : partBody(part, data, frame)
    return html`${partHead(part, frame)}
      ${part.kind === 'TEXT' ? words(part.text ?? '') : (body ?? html`<p class="card muted" aria-busy="true">Asking for the numbers …</p>`)}`
  }
}

const kindTitles = { STAGES: 'Where lead time goes', DEPLOYMENTS: 'Deployments', SERVICES: 'Services' } as const

function usualTitle({ kind, metric }: Part): string | null {
  if (kind === 'COMPARISON' && metric !== null) return metricInfo[metric].title
  return kind === 'STAGES' || kind === 'DEPLOYMENTS' || kind === 'SERVICES' ? kindTitles[kind] : null
}

/** What a part is called, and of which service or team it is. The card of a metric says the rest. */
function partHead(part: Part, { choice, links, save }: DashboardFrame): TemplateResult | typeof nothing {
  const title = part.title ?? usualTitle(part)
  const isOfOne = ['METRIC', 'STAGES', 'DEPLOYMENTS'].includes(part.kind)
  const service = isOfOne ? (part.service ?? choice.service) : null
  const team = !isOfOne && part.kind !== 'TEXT' && part.services.length === 0 ? choice.team : null
  const of =
    service === null || links === null
      ? html`<span class="name" dir="auto">${service ?? team}</span>`
      : html`<a class="name" dir="auto" href=${links.service(service)}>${service}</a>`
  if (title === null) return service === null ? nothing : html`<div class="head"><h2>${of}</h2></div>`
  return html`<div class="head">
    <h2 class="name" dir="auto">${title}</h2>
    ${service === null && team === null ? nothing : html`<p class="muted small">${of}</p>`} ${save?.(part)}
  </div>`
}

function words(text: string): TemplateResult {
  const paragraphs = text.split(/\n[\t ]*\n/).filter((paragraph) => paragraph.trim() !== '')
  return html`<div class="words">${paragraphs.map((paragraph) => html`<p dir="auto">${paragraph.trim()}</p>`)}</div>`
}

function partBody(part: Part, data: DashboardData, frame: DashboardFrame): TemplateResult {
  if (part.kind === 'SERVICES' || part.kind === 'COMPARISON') return severalBody(part, data, frame)
  const service = part.service ?? frame.choice.service
  if (part.kind === 'DEPLOYMENTS') {
    const latest = data.latest.nodes.find(({ name }) => name === service)
    return latest === undefined
      ? noService(service)
      : html`<div class="card">${latestTable(latest.deployments, frame.timeZone, frame.links)}</div>`
  }
  const charted = chartedOf(part, data, frame.choice)
  if (charted === undefined) return noService(service)
  return part.kind === 'STAGES' ? stages(charted.metrics) : card(metricOf(part), charted, frame)
}

function noService(service: string | null): TemplateResult {
  return html`<p class="note warning">There is no service <span class="name" dir="auto">${service}</span>.</p>`
}

function card(name: MetricName, charted: ChartedService, frame: DashboardFrame): TemplateResult {
  const { name: service, metrics, ruleChanges } = charted
  const meanwhile = { deployments: metrics.deploymentFrequency.series, marks: ruleMarks(ruleChanges) }
  const { by, timeZone, links, above } = frame
  const before = frame.before.get(service)
  return html`<leadline-metric-card
    .view=${viewMetric(name, metrics)}
    .change=${before === undefined ? null : compareMetric(name, metrics, before)}
    .why=${name === 'leadTimeForChanges' && links !== null ? links.why(service) : null}
    .above=${above}
    .drawing=${metrics[name].sampleSize === 0 ? null : trendDrawing(name, metrics, { by, timeZone }, meanwhile)}
    .facts=${metricFacts(name, metrics)}
    .definition=${metrics[name].definition?.text ?? ''}
    action=""
  ></leadline-metric-card>`
}

function stages(metrics: ServiceMetrics): TemplateResult {
  const { stages: known, sampleSize } = metrics.leadTimeForChanges
  const none = sampleSize === 0 ? 'No change of this window shows its stages.' : 'No stage of lead time is known.'
  return html`<div class="card">
    ${hasKnownStages(known) ? html`<leadline-chart .drawing=${stagesDrawing(metrics)}></leadline-chart>` : html`<p class="muted">${none}</p>`}
  </div>`
}

function severalBody(part: Part, data: DashboardData, frame: DashboardFrame): TemplateResult {
  const isOfTeam = part.services.length === 0
  const found = listedOf(part, data)
  const missing = isOfTeam ? [] : part.services.filter((name) => !found.some((node) => node.name === name))
  const more = isOfTeam ? data.ofTeam.totalCount - found.length : 0
  return html`<div class="card">
    ${found.length === 0 && isOfTeam ? html`<p class="muted">The team <span class="name" dir="auto">${frame.choice.team}</span> owns no service.</p>` : nothing}
    ${found.length === 0 ? nothing : servicesTable(found, columnsOf(part), frame)}
    ${missing.length === 0 ? nothing : html`<p class="note warning">There is no service ${missing.map((name, at) => html`${at === 0 ? '' : ', '}<span class="name" dir="auto">${name}</span>`)}.</p>`}
    ${more > 0 ? html`<p class="muted small">And ${more} more services of the team.</p>` : nothing}
  </div>`
}
