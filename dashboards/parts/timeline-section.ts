import { html, nothing } from 'lit'
import { deliveryTimeline, timelinePoints, timelineSummary, timelineTable } from '../charts/delivery-timeline.ts'
import { type Mark, ruleMarks } from '../charts/marks.ts'
import type { Frame } from '../charts/palette.ts'
import { pictureOf } from '../picture-words.ts'
import type { TimelineAnswer } from '../timeline-answers.ts'
import { stateOfPage, type UrlState } from '../url-state.ts'
import { bucketFor } from '../window-choice.ts'
import './trend-chart.ts'

interface Asked {
  readonly service: string
  readonly answer: TimelineAnswer
  readonly window: { readonly from: string; readonly to: string }
  /** First moments of the steps of the trends. */
  readonly starts: readonly string[]
  readonly state: UrlState
  readonly open: (state: UrlState) => void
}

/** Deployments and incidents of a service along its window; a point leads to the page of what it stands for. */
export function timelineSection({ service: name, answer, window, starts, state, open }: Asked) {
  const { service, incidents } = answer
  if (service === null) return nothing
  const points = timelinePoints(service.deployments.nodes, incidents.nodes)
  if (points.length === 0) return nothing
  const time: Pick<Frame, 'by' | 'timeZone'> = { by: bucketFor(state.range), timeZone: state.timeZone }
  const drawing = {
    title: 'What happened',
    summary: timelineSummary(points),
    table: timelineTable(points, time),
    configure: (palette: Frame['palette']) => deliveryTimeline(points, window, starts, { ...time, palette }),
  }
  const { environment, timeZone } = state
  const picture = pictureOf({ of: name, what: 'timeline', environment }, window, timeZone)
  const leave = ({ detail }: CustomEvent<number>): void => {
    const point = points[detail]
    if (point === undefined) return
    const { is, id } = point
    open(
      stateOfPage(
        state,
        is === 'INCIDENT' ? { name: 'incident', incident: id } : { name: 'deployment', deployment: id },
      ),
    )
  }
  return html`<section class="card timeline" aria-labelledby="timeline">
    <div>
      <h2 id="timeline">What happened</h2>
      <p class="muted small">Each point opens what it stands for. ${leftOut(answer)}</p>
    </div>
    <leadline-chart .drawing=${drawing} .picture=${picture} action="Open" @leadline-point=${leave}></leadline-chart>
  </section>`
}

/** Incidents and changed rules as marks of trends; incidents that do not count are left out. */
export function timelineMarks({ service, incidents }: TimelineAnswer): Mark[] {
  const counted = incidents.nodes.filter(({ classification }) => classification === 'incident')
  const opened = counted.map(
    ({ openedAt, title, externalId }): Mark => ({ kind: 'INCIDENT', at: openedAt, text: title ?? externalId }),
  )
  return [...opened, ...ruleMarks(service?.ruleChanges ?? [])]
}

function leftOut({ service, incidents }: TimelineAnswer): string {
  const shown = service?.deployments.nodes.length ?? 0
  const all = service?.deployments.totalCount ?? 0
  const deployments = shown < all ? `Only the newest ${shown} of ${all} deployments are shown. ` : ''
  const missing = incidents.totalCount - incidents.nodes.length
  return `${deployments}${missing > 0 ? `Only the newest ${incidents.nodes.length} of ${incidents.totalCount} incidents are shown.` : ''}`
}
