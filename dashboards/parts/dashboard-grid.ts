import { css, html, type TemplateResult, unsafeCSS } from 'lit'
import type { DashboardAnswerOf, DashboardData } from '../dashboard-answers.ts'
import './dashboard-part.ts'
import type { DashboardFrame } from './dashboard-part.ts'

/** Twelve rules, and no style of an element: pages elsewhere may allow none. */
const widths = unsafeCSS(
  Array.from({ length: 12 }, (_, at) => `.row > [data-width='${at + 1}'] { grid-column: span ${at + 1}; }`).join('\n'),
)

export const dashboardGridStyles = css`
  .rows {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.1rem;
  }
  .row {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: 1.1rem;
  }
  ${widths}
  @media (max-width: 56rem) {
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
    .row > [data-width] {
      grid-column: auto;
    }
  }
  @media print {
    .row > * {
      break-inside: avoid;
    }
  }
`

/** The rows of a dashboard, each part as wide as it says; on a narrow screen one below the other. */
export function dashboardGrid(
  { rows }: Pick<DashboardAnswerOf, 'rows'>,
  data: DashboardData | null,
  frame: DashboardFrame,
): TemplateResult {
  return html`<div class="rows">
    ${rows.map(
      ({ parts }) =>
        html`<div class="row">
          ${parts.map(
            (part) =>
              html`<leadline-dashboard-part
                data-width=${part.width}
                data-part=${part.kind}
                .tile=${part}
                .data=${data}
                .frame=${frame}
              ></leadline-dashboard-part>`,
          )}
        </div>`,
    )}
  </div>`
}
