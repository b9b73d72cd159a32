import { css, html, nothing, type TemplateResult } from 'lit'
import type { LastDeployment } from '../answers.ts'
import type { ListedService } from '../dashboard-answers.ts'
import { moment, shortVersion } from '../format.ts'
import { type MetricName, metricInfo, viewMetric } from '../metric-view.ts'
import { kindWords, outcomeWords } from '../words.ts'
import { columnScale } from './interval-bar.ts'
import { metricCell } from './metric-cell.ts'

/** Where names lead; null: nowhere, as in an embed. */
export interface DashboardLinks {
  service(name: string): string
  deployment(id: string): string
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
`

function scrolled(label: string, table: TemplateResult): TemplateResult {
  return html`<div class="scroll" role="region" aria-label=${label} tabindex="0">${table}</div>`
}

function named(name: string, links: DashboardLinks | null): TemplateResult {
  return links === null
    ? html`<span class="name" dir="auto">${name}</span>`
    : html`<a class="name" dir="auto" href=${links.service(name)}>${name}</a>`
}

/** Services with these metrics, by name; the values of a column share one scale. */
export function servicesTable(
  services: readonly ListedService[],
  metrics: readonly MetricName[],
  links: DashboardLinks | null,
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
              <th scope="row">${named(service.name, links)}</th>
              ${metrics.map((name) => html`<td data-metric=${name}>${metricCell(viewMetric(name, service.metrics), scales.get(name) ?? null, [])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`,
  )
}

function deploymentRow(row: LastDeployment, timeZone: string, links: DashboardLinks | null): TemplateResult {
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
  { nodes, totalCount }: { readonly nodes: readonly LastDeployment[]; readonly totalCount: number },
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
