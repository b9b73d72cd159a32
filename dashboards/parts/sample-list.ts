import { html, nothing, svg, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { stageNames } from '../charts/lead-time-stages.ts'
import type { SampleRow, SamplesAnswer } from '../evidence-answers.ts'
import { samplesTable } from '../exports.ts'
import { duration, moment, shortVersion } from '../format.ts'
import { chipOf } from '../doubts.ts'
import samplesQuery from '../queries/samples.graphql?raw'
import { deploymentHref } from '../record-links.ts'
import { changeName } from './change-name.ts'
import { chipList } from './chips.ts'
import { RowList, type RowScope } from './row-list.ts'

const stripWidth = 220
const order = Object.keys(stageNames)

/** The lead times behind the median, the slowest first, each with its stages. */
@customElement('leadline-sample-list')
export class SampleList extends RowList<SampleRow> {
  protected override readonly question = 'samples'
  protected override readonly none = 'No change went live for the first time in this time.'
  protected override readonly one = 'lead time'

  protected override async fetchPage(scope: RowScope, signal: AbortSignal) {
    const answer = await ask<SamplesAnswer>(samplesQuery, { ...scope }, signal)
    return { ...answer, data: answer.data.service?.metrics.leadTimeForChanges.samples ?? null }
  }

  protected override exported(rows: readonly SampleRow[]) {
    return samplesTable(rows)
  }

  protected override table(rows: readonly SampleRow[]): TemplateResult {
    return html`<table class="rows cards">
      <caption class="unseen">
        Lead times, the slowest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Change</th>
          <th scope="col">Lead time and stages</th>
          <th scope="col">First commit</th>
          <th scope="col">Live (${this.state.timeZone})</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => this.row(row))}
      </tbody>
    </table>`
  }

  private row({ change, seconds, stages, startedAt, liveAt, deployment, flags }: SampleRow): TemplateResult {
    const { timeZone } = this.state
    const href = deploymentHref(this.state, deployment.id)
    return html`<tr class="row">
      <td class="clamp across">${change === null ? nothing : changeName(change, this.state)} ${chipList(flags.map(chipOf))}</td>
      <td data-head="Lead time and stages" class="across">
        <span title=${duration(seconds).spoken}>${duration(seconds).text}</span>
        ${stageStrip(stages, seconds)}
      </td>
      <td class="at" data-head="First commit">${moment(startedAt, timeZone)}</td>
      <td class="at" data-head=${`Live (${timeZone})`}>
        ${moment(liveAt, timeZone)}
        <div class="small">with <a href=${href} class="mono version" title=${deployment.version}>${shortVersion(deployment.version)}</a></div>
      </td>
    </tr>`
  }
}

function stageStrip(stages: SampleRow['stages'], seconds: number) {
  if (seconds <= 0) return nothing
  let from = 0
  const words: string[] = []
  const parts = stages.map((stage) => {
    const width = (Math.max(0, stage.seconds) / seconds) * stripWidth
    const x = from
    from += width
    const name = stageNames[stage.stage]?.title ?? stage.stage
    if (stage.seconds > 0) words.push(`${name} ${duration(stage.seconds).text}`)
    return svg`<rect class=${`stage-${order.indexOf(stage.stage) + 1}`} x=${x.toFixed(2)} y="0" width=${Math.max(0, width - 0.5).toFixed(2)} height="6"><title>${name} ${duration(stage.seconds).text}</title></rect>`
  })
  return html`${svg`<svg class="stage-strip" viewBox="0 0 ${stripWidth} 6" width=${stripWidth} height="6" role="img" aria-label=${words.join(', ')}>${parts}</svg>`}`
}
