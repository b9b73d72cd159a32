import { css, html, nothing, type TemplateResult } from 'lit'
import type { Chip } from '../doubts.ts'
import { type MetricView, noInterval } from '../metric-view.ts'
import { chipList } from './chips.ts'
import { intervalBar, type Placing } from './interval-bar.ts'

export const metricCellStyles = css`
  .value {
    font-size: 1rem;
    font-weight: 620;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .value.few {
    font-weight: 450;
    color: var(--muted);
  }
  .reason {
    display: inline-block;
    line-height: 1.35;
    color: var(--muted);
    font-size: 0.85rem;
    max-width: 11rem;
  }
  .interval {
    display: block;
    margin: 1px 0;
    max-width: 100%;
  }
  .rail {
    stroke: var(--line);
    stroke-width: 1;
  }
  .range {
    stroke: var(--accent);
    stroke-opacity: 0.38;
    stroke-width: 4;
    stroke-linecap: round;
  }
  .dot {
    fill: var(--accent);
    stroke: var(--surface);
    stroke-width: 1;
  }
  .certainty {
    color: var(--muted);
    font-size: 0.78rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .samples {
    max-width: 11rem;
    white-space: normal;
  }
  .whole {
    white-space: nowrap;
  }
`

/** One number in a table: value or reason, its interval as a bar and in words, n, and doubts but for those said `above`. */
export function metricCell(view: MetricView, place: Placing | null, above: readonly Chip[]): TemplateResult {
  const own = view.chips.filter(({ text }) => !above.some((chip) => chip.text === text))
  const few = own.some(({ text }) => text === 'few samples')
  if (view.words === null) {
    return html`<span class="reason">${view.reason}</span>
      ${view.sampleSize > 0 ? html`<div class="certainty">${view.samples}</div>` : nothing} ${chipList(own)}`
  }
  const { text, spoken } = view.words
  return html`<data class="value ${few ? 'few' : ''}" value=${String(view.value)}>
      <span aria-hidden="true">${text}</span><span class="unseen">${spoken}</span>
    </data>
    ${intervalBar(view, place)}
    <div class="certainty">
      <span aria-hidden="true">${view.interval?.text ?? noInterval(few)}</span>
      <span class="unseen">${view.interval?.spoken ?? noInterval(few)}</span>
    </div>
    <div class="certainty samples"><span class="whole">${view.samples}</span> ${chipList(own)}</div>`
}
