import { html, nothing, type TemplateResult } from 'lit'
import type { DashboardData, DashboardPartAnswer as Part } from '../dashboard-answers.ts'
import { type Before, columnsOf, listedOf } from '../dashboard-shown.ts'
import type { Asked } from '../dashboard-state.ts'
import { latestDeploymentsTable, listedTable } from '../exports-of-dashboards.ts'
import './export-buttons.ts'
import type { Exported } from './export-buttons.ts'

/** What is saved of a dashboard, and what that was asked for. */
export interface Saving {
  readonly data: DashboardData
  readonly asked: Asked
  readonly before: Before
  /** Whether it is the answer to what is asked now. */
  readonly isSettled: boolean
}

function exported(part: Part, { data, asked, before }: Saving): Exported | null {
  if (part.kind === 'DEPLOYMENTS') {
    const service = part.service ?? asked.choice.service
    const latest = data.latest.nodes.find(({ name }) => name === service)?.deployments
    return latest === undefined ? null : { table: latestDeploymentsTable(latest.nodes), total: latest.totalCount }
  }
  if (part.kind !== 'SERVICES' && part.kind !== 'COMPARISON') return null
  const found = listedOf(part, data)
  const total = part.services.length === 0 ? data.ofTeam.totalCount : found.length
  return { table: listedTable(found, columnsOf(part), before), total }
}

/** Of what a table is, as its file is called. */
function nameOf(part: Part, { shown: { environment }, choice }: Asked): string {
  if (part.kind === 'DEPLOYMENTS') return `deployments of ${part.service ?? choice.service ?? ''}, ${environment}`
  const what = part.kind === 'COMPARISON' && part.metric !== null ? part.metric : 'services'
  const many = part.services.length > 3 ? `${part.services.length} services` : part.services.join(', ')
  return `${what} of ${part.services.length === 0 ? (choice.team ?? '') : many}, ${environment}`
}

/** Saves the table of a part; nothing where it has none, or is empty. */
export function dashboardExport(part: Part, saving: Saving): TemplateResult | typeof nothing {
  const saved = exported(part, saving)
  if (saved === null || saved.table.rows.length === 0) return nothing
  return html`<leadline-export
    .name=${nameOf(part, saving.asked)}
    ?disabled=${!saving.isSettled}
    .fetch=${async () => saved}
  ></leadline-export>`
}
