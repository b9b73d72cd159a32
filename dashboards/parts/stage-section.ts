import { html, nothing, type TemplateResult } from 'lit'
import type { ServiceMetrics } from '../answers.ts'
import { hasKnownStages, hasUnaccounted, stageNames } from '../charts/lead-time-stages.ts'
import { stagesDrawing } from '../drawings.ts'
import { duration } from '../format.ts'
import type { PictureOf } from '../picture-words.ts'
import { embedButton } from './embed-button.ts'
import './trend-chart.ts'

/** Where git alone is connected. */
const onlyEnds =
  'Only the first commit and the moment of being live are known: what tells of requests, builds and syncs tells the stages between.'

/** Where the lead time of a service goes. */
export function stageSection(
  metrics: ServiceMetrics,
  {
    picture,
    embeddable = false,
    coverage,
  }: {
    readonly picture: PictureOf
    readonly embeddable?: boolean /** Where what is missing is listed. */
    readonly coverage?: string
  },
): TemplateResult {
  const { leadTimeForChanges: lead, checks } = metrics
  const { p50Seconds, p90Seconds, rerunShare, sampleSize } = checks
  const isDrawn = hasKnownStages(lead.stages)
  return html`<section class="card stages" aria-labelledby="stages">
    <div>
      <div class="stages-head">
        <h2 id="stages">Where lead time goes</h2>
        ${embeddable ? embedButton('STAGES', 'where lead time goes') : nothing}
      </div>
      ${isDrawn ? html`<p class="muted small">The way of an average change (plain mean) from its first commit to live. Each stage begins where the one before ends, so they add up exactly.</p>` : nothing}
    </div>
    ${
      isDrawn
        ? html`<leadline-chart .drawing=${stagesDrawing(metrics)} .picture=${picture}></leadline-chart>`
        : html`<p class="muted">${lead.sampleSize === 0 ? 'No change of this window shows its stages.' : onlyEnds}</p>`
    }
    ${
      isDrawn && coverage !== undefined && hasUnaccounted(lead.stages)
        ? html`<p class="muted small">Unaccounted: ${stageNames['UNACCOUNTED']?.meaning}. <a class="no-print" href=${coverage}>Which events are missing</a></p>`
        : nothing
    }
    ${
      sampleSize === 0 || p50Seconds === null
        ? nothing
        : html`<p class="muted small">
            Checks before merge: median ${duration(p50Seconds).text}${p90Seconds === null ? '' : `, 90th percentile ${duration(p90Seconds).text}`}${rerunShare === null ? '' : `, ${Math.round(rerunShare * 100)} % run again`}, from ${sampleSize}.
          </p>`
    }
  </section>`
}
