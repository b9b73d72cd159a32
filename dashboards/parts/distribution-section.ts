import { html, nothing } from 'lit'
import type { ServiceMetrics } from '../answers.ts'
import { distributionDrawing } from '../drawings.ts'
import type { PictureOf } from '../picture-words.ts'
import './trend-chart.ts'

/** How the lead times of a service spread: a median hides a long tail. Nothing where there are no samples. */
export function distributionSection({ leadTimeForChanges: lead }: ServiceMetrics, picture: PictureOf) {
  if (lead.sampleSize === 0) return nothing
  return html`<section class="card spread" aria-labelledby="spread">
    <div>
      <h2 id="spread">How lead times spread</h2>
      <p class="muted small">Each bar counts the changes that took as long as it says, and longer than the bar before it.</p>
    </div>
    <leadline-chart .drawing=${distributionDrawing(lead.distribution)} .picture=${picture}></leadline-chart>
  </section>`
}
