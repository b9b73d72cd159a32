import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { OverviewService } from '../answers.ts'
import { ago, moment, plural, shortVersion } from '../format.ts'
import { type Chip, ofDemo } from '../doubts.ts'
import { type MetricName, metricInfo, metricNames, type MetricView, viewMetric } from '../metric-view.ts'
import { go } from '../navigation.ts'
import { isOfDemo } from '../demo-services.ts'
import { lastDeploymentAt } from '../overview-order.ts'
import { alertsHref, deploymentHref, teamHref } from '../record-links.ts'
import { chooseService, defaultState, formatUrl, type SortColumn, stateOfPage, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { chipList, discoveredChip } from './chips.ts'
import { hrefUpTo } from './empty-window.ts'
import { columnScale, type Placing } from './interval-bar.ts'
import { metricCell, metricCellStyles } from './metric-cell.ts'
import { serviceTableStyles } from './service-table-styles.ts'
import { sparkBars } from './spark-bars.ts'

interface Column {
  readonly id: SortColumn
  readonly head: string
  readonly meaning: string
}

const columns: readonly Column[] = [
  { id: 'name', head: 'Service', meaning: 'Name of the service' },
  { id: 'team', head: 'Team', meaning: 'Team that owns it' },
  ...metricNames.map((id) => ({ id, head: metricInfo[id].short, meaning: metricInfo[id].title })),
  { id: 'lastDeployment', head: 'Last deployment', meaning: 'Newest deployment of any kind' },
]

/** Services with their five metrics: sortable by each column, every value with its n and interval. */
@customElement('leadline-service-table')
export class ServiceTable extends LitElement {
  static override styles = [baseStyles, metricCellStyles, serviceTableStyles]

  /** In the order to show. */
  @property({ attribute: false }) services: readonly OverviewService[] = []
  @property({ attribute: false }) state: UrlState = defaultState
  /** Doubts that are said above the table, for all. */
  @property({ attribute: false }) above: readonly Chip[] = []
  /** The server's clock. */
  @property() now = ''
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  /** Whether the demo is in the log: its services are marked where others stand beside them. */
  @property({ type: Boolean }) marksDemo = false
  /** By name, whose lead time got worse, and than what. */
  @property({ attribute: false }) worse: ReadonlyMap<string, string> = new Map()
  /** Whether services can be chosen for a comparison. */
  @property({ type: Boolean }) compares = false

  protected override render() {
    const views = new Map(
      metricNames.map((name) => [name, this.services.map((service) => viewMetric(name, service.metrics))] as const),
    )
    const marks = this.marksDemo && !this.services.every(({ name }) => isOfDemo(name))
    const scales = new Map([...views].map(([name, list]) => [name, columnScale(list)] as const))
    return html`<table role="table">
      <caption class="unseen">
        Services with their five metrics. Buttons in the head sort.
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map((column) => this.head(column))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${this.services.map((service, index) =>
          this.row(service, marks && isOfDemo(service.name), (name) => ({
            view: views.get(name)?.[index],
            place: scales.get(name) ?? null,
          })),
        )}
      </tbody>
    </table>`
  }

  private head({ id, head, meaning }: Column): TemplateResult {
    const { column, descending } = this.state.sort
    const sorted = column === id
    const next = { column: id, descending: sorted ? !descending : false }
    const direction = descending ? 'descending' : 'ascending'
    return html`<th scope="col" role="columnheader" class="col-${id}" aria-sort=${sorted ? direction : 'none'}>
      <button type="button" title=${`${meaning}. Sort by it`} @click=${() => go(this, { ...this.state, sort: next })}>
        ${head}<span class="arrow" aria-hidden="true">${arrow(sorted, descending)}</span>
      </button>
    </th>`
  }

  private row(
    service: OverviewService,
    invented: boolean,
    cell: (name: MetricName) => { view: MetricView | undefined; place: Placing | null },
  ): TemplateResult {
    const href = formatUrl(stateOfPage(this.state, { name: 'service', service: service.name }))
    return html`<tr role="row" data-service=${service.name}>
      <th scope="row" role="rowheader" class="col-name">
        ${this.compares ? this.choice(service.name) : nothing}
        <a class="name" href=${href} dir="auto" title=${service.name.length > 60 ? service.name : nothing}>${service.name}</a>
        ${invented ? chipList([ofDemo]) : nothing}
        ${service.discovered ? discoveredChip() : nothing}
        ${service.openAlerts === 0 ? nothing : this.alerted(service)}
      </th>
      <td role="cell" class="col-team" data-head="Team">
        ${service.team === null ? html`<span class="reason">no team</span>` : html`<a class="name" dir="auto" href=${teamHref(this.state, service.team.name)}>${service.team.name}</a>`}
      </td>
      ${metricNames.map((name) => {
        const { view, place } = cell(name)
        return html`<td role="cell" class="metric" data-metric=${name} data-head=${metricInfo[name].short}>
          ${name === 'deploymentFrequency' ? sparkBars(service.metrics.deploymentFrequency.series) : nothing}
          ${view ? metricCell(view, place, this.above) : nothing}
          ${name === 'leadTimeForChanges' ? this.whyWorse(service.name) : nothing}
        </td>`
      })}
      <td role="cell" class="col-last" data-head="Last deployment">${this.last(service)}</td>
    </tr>`
  }

  private choice(name: string): TemplateResult {
    const choose = ({ target }: Event) =>
      target instanceof HTMLInputElement && go(this, chooseService(this.state, name, target.checked), true)
    return html`<input
      class="choose no-print"
      type="checkbox"
      aria-label=${`Compare ${name}`}
      title="Choose it for a comparison"
      .checked=${this.state.services.includes(name)}
      @change=${choose}
    />`
  }

  private alerted({ name, openAlerts }: OverviewService): TemplateResult {
    return html`<a class="alerted chip warning" href=${alertsHref(this.state, name)}
      >${plural(openAlerts, 'open alert')}<span class="unseen"> of ${name}</span></a
    >`
  }

  private whyWorse(name: string) {
    const words = this.worse.get(name)
    if (words === undefined) return nothing
    const href = formatUrl({ ...stateOfPage(this.state, { name: 'service', service: name }), why: true })
    return html`<div class="certainty worse">
      <span aria-hidden="true">▼ </span>${words}
      <a class="no-print" href=${href}>Why?<span class="unseen"> Lead time of ${name}</span></a>
    </div>`
  }

  private last(service: OverviewService): TemplateResult {
    const at = lastDeploymentAt(service)
    const [deployment] = service.deployments.nodes
    if (at === null || deployment === undefined) return html`<span class="reason">never deployed here</span>`
    const { id, outcome, version } = deployment
    const time = html`<time datetime=${at} title=${`${moment(at, this.state.timeZone)} ${this.state.timeZone}`}>${ago(at, this.now)}</time>`
    return html`${this.isEarlier(at) ? this.upTo(service, at, time) : time}
      <div class="certainty version" dir="auto" title=${version}><a href=${deploymentHref(this.state, id)}>${shortVersion(version)}</a></div>
      ${outcome === 'SUCCEEDED' ? nothing : html`<span class="chip bad">${outcome.toLowerCase().replaceAll('_', ' ')}</span>`}`
  }

  /** Whether this lies before all that is shown. */
  private isEarlier(at: string): boolean {
    return this.window !== null && Date.parse(at) < Date.parse(this.window.from)
  }

  /** A time that leads to the service's page over the window that ends then. */
  private upTo({ name }: OverviewService, at: string, time: TemplateResult): TemplateResult {
    const href = hrefUpTo(at, stateOfPage(this.state, { name: 'service', service: name }))
    return html`<a class="button earlier" href=${href}>${time}<span class="unseen">: show ${name} up to then</span></a>`
  }
}

function arrow(sorted: boolean, descending: boolean): string {
  if (!sorted) return '↕'
  return descending ? '↓' : '↑'
}

/** Every value of every service, for who asks what they have in common. */
export function allViews(services: readonly OverviewService[]): MetricView[] {
  return services.flatMap((service) => metricNames.map((name) => viewMetric(name, service.metrics)))
}
