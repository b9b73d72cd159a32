import { html, nothing, type TemplateResult } from 'lit'
import { firstChoice } from '../../libs/reports/dashboard-question.ts'
import type { DashboardAnswer, DashboardData } from '../dashboard-answers.ts'
import { beforeWithin, commonDoubts, windowShown } from '../dashboard-shown.ts'
import { stretch } from '../format.ts'
import { chipList } from '../parts/chips.ts'
import { dashboardGrid } from '../parts/dashboard-grid.ts'
import type { EmbedFacts } from './ask-embed.ts'

/** What the document of an embedded dashboard answers. */
export type EmbeddedDashboard = Pick<DashboardAnswer, 'dashboard'> & DashboardData

/** A dashboard as a whole, with what it begins with; nothing on it leads away. */
export function wholeDashboard(facts: EmbedFacts, answer: EmbeddedDashboard): TemplateResult {
  const { dashboard } = answer
  const { environment, timeZone, steps } = facts
  if (dashboard === null)
    return html`<p class="note warning" role="status">There is no dashboard <span class="name" dir="auto">${facts.dashboard}</span> any more.</p>`
  const window = windowShown(answer)
  const choice = firstChoice(dashboard.variables)
  const above = commonDoubts(dashboard, answer, choice)
  const frame = { choice, by: steps, timeZone, links: null, before: beforeWithin(answer), above }
  return html`<h1 class="title name" dir="auto">${dashboard.title}</h1>
    <p class="said muted">
      In <span class="name" dir="auto">${environment}</span>${window === undefined ? nothing : html`, ${stretch(window.from, window.to, timeZone)} (${timeZone})`}
      ${chipList(above)}
    </p>
    ${dashboardGrid(dashboard, answer, frame)}`
}
