import { html, type TemplateResult } from 'lit'
import type { Table } from '../../libs/reports/table.ts'
import { whyChangesTable, whyServicesTable, whyStagesTable } from '../exports-of-why.ts'
import type { Difference } from '../why-answers.ts'
import './export-buttons.ts'

/** Saves each table of *Why?* that is shown. @param of the service or team, and the environment, that were asked for */
export function whyExports(difference: Difference, of: string, isSettled: boolean): TemplateResult {
  const { services } = difference
  const shown: (readonly [string, Table])[] = [['Stages', whyStagesTable(difference)]]
  if (services.length > 1) shown.push(['By service', whyServicesTable(difference)])
  const changes = whyChangesTable(difference)
  if (changes.rows.length > 0) shown.push(['Changes', changes])
  return html`<p class="muted small no-print">
    ${shown.map(
      ([title, table]) => html`<span>
        ${title}
        <leadline-export
          .name=${`why lead time changed, ${title.toLowerCase()} of ${of}`}
          ?disabled=${!isSettled}
          .fetch=${async () => ({ table, total: table.rows.length })}
        ></leadline-export>
      </span>`,
    )}
  </p>`
}
