import { html, nothing, type TemplateResult } from 'lit'
import type { DataTable } from '../charts/palette.ts'

/** A table of a chart's data. `act` adds a button to each row, for what a click on the picture does. */
export function dataTable(
  { columns, rows }: DataTable,
  caption: string,
  act?: { readonly label: string; readonly at: (index: number) => void },
): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class=${columns.length > 3 ? 'data cards' : 'data'}>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          ${act ? html`<th scope="col"><span class="unseen">Action</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, index) =>
            html`<tr>
              ${row.map((cell, place) => (place === 0 ? html`<th scope="row">${cell}</th>` : html`<td data-head=${columns[place] ?? nothing}>${cell}</td>`))}
              ${
                act
                  ? html`<td>
                      <button class="link" type="button" @click=${() => act.at(index)}>
                        ${act.label}<span class="unseen"> of ${row[0]}</span>
                      </button>
                    </td>`
                  : nothing
              }
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
