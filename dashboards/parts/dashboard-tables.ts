import { css, html, nothing, type TemplateResult } from 'lit'
import type { ListedDeployment } from '../answers.ts'
import type { ListedService } from '../dashboard-answers.ts'
import type { Before } from '../dashboard-shown.ts'
import type { Chip } from '../doubts.ts'
import { moment, shortVersion } from '../format.ts'
import { compareMetric } from '../metric-change.ts'
import { type MetricName, metricInfo, viewMetric } from '../metric-view.ts'
import { kindWords, outcomeWords } from '../words.ts'
import { columnScale } from './interval-bar.ts'
import { metricCell } from './metric-cell.ts'

/** Where names lead; null: nowhere, as in an embed. */
export interface DashboardLinks {
  service(name: string): string
  deployment(id: string): string
  /** What explains the lead time of a service. */
  why(service: string): string
}

/** What the numbers of a table stand among. */
export interface Among {
  readonly links: DashboardLinks | null
  /** Empty while it is not known. */
  readonly before: Before
  /** Doubts that are said above all numbers. */
  readonly above: readonly Chip[]
}

export const dashboardTableStyles = css`
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.45rem 0.6rem;
    border-bottom: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
  }
  thead th {
    color: var(--muted);
    font-size: 0.8rem;
    font-weight: 560;
  }
  tbody th {
    font-weight: 560;
    overflow-wrap: anywhere;
    min-width: 7rem;
  }
  .worse {
    color: var(--worse);
    white-space: normal;
  }
`

function scrolled(label: string, table: TemplateResult): TemplateResult {
  return html`<div class="scroll" role="region" aria-label=${label} tabindex="0">${table}</div>`
}

function named(name: string, links: DashboardLinks | null): TemplateResult {
  return links === null
    ? html`<span class="name" dir="auto">${name}</span>`
    : html`<a class="name" dir="auto" href=${links.service(name)}>${name}</a>`
}

/** That a number got worse against the window before, in the words of every page. */
function worse({ name: service, metrics }: ListedService, name: MetricName, { before, links }: Among) {
  const earlier = before.get(service)
  const change = earlier === undefined ? null : compareMetric(name, metrics, earlier)
  if (change === null || change.verdict !== 'worse') return nothing
  const why = name === 'leadTimeForChanges' && links !== null ? links.why(service) : null
  return html`<div class="certainty worse">
    <span aria-hidden="true">▼ </span>${change.text}
    ${why === null ? nothing : html`<a class="no-print" href=${why}>Why?<span class="unseen"> Lead time of ${service}</span></a>`}
  </div>`
}

/** Services with these metrics, by name; the values of a column share one scale. */
export function servicesTable(
  services: readonly ListedService[],
  metrics: readonly MetricName[],
  among: Among,
): TemplateResult {
  const scales = new Map(
    metrics.map((name) => [name, columnScale(services.map((service) => viewMetric(name, service.metrics)))] as const),
  )
  return scrolled(
    'Services',
    html`<table>
      <thead>
        <tr>
          <th scope="col">Service</th>
          ${metrics.map((name) => html`<th scope="col" title=${metricInfo[name].meaning}>${metricInfo[name].title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${services.map(
          (service) =>
            html`<tr data-service=${service.name}>
              <th scope="row">${named(service.name, among.links)}</th>
              ${metrics.map((name) => html`<td data-metric=${name}>${metricCell(viewMetric(name, service.metrics), scales.get(name) ?? null, among.above)} ${worse(service, name, among)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`,
  )
}

function deploymentRow(row: ListedDeployment, timeZone: string, links: DashboardLinks | null): TemplateResult {
  const at = row.liveAt ?? row.finishedAt ?? row.startedAt
  const bad = row.outcome === 'FAILED' || row.outcome === 'ABORTED'
  const version = shortVersion(row.version)
  return html`<tr>
    <td>${at === null ? 'time unknown' : moment(at, timeZone)}</td>
    <td class="mono" dir="auto" title=${row.version}>${links === null ? version : html`<a href=${links.deployment(row.id)}>${version}</a>`}</td>
    <td>${kindWords(row.kind)}</td>
    <td>${bad ? html`<span class="chip bad">${outcomeWords(row.outcome)}</span>` : outcomeWords(row.outcome)}</td>
  </tr>`
}

/** The latest deployments of a service in the window. */
export function latestTable(
  { nodes, totalCount }: { readonly nodes: readonly ListedDeployment[]; readonly totalCount: number },
  timeZone: string,
  links: DashboardLinks | null,
): TemplateResult {
  if (nodes.length === 0) return html`<p class="muted">No deployments of any kind in this time.</p>`
  return html`${scrolled(
    'Deployments',
    html`<table>
      <thead>
        <tr>
          <th scope="col">Live (${timeZone})</th>
          <th scope="col">Version</th>
          <th scope="col">Kind</th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        ${nodes.map((row) => deploymentRow(row, timeZone, links))}
      </tbody>
    </table>`,
  )}
  ${totalCount > nodes.length ? html`<p class="muted small">The latest ${nodes.length} of ${totalCount}.</p>` : nothing}`
}
