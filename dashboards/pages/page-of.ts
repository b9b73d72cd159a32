import { html, type TemplateResult } from 'lit'
import type { StatusAnswer } from '../answers.ts'
import { formatUrl, type PageAddress, stateOfPage, type UrlState } from '../url-state.ts'

/** Pages that the bar at the top leads to, in its order. */
export const namedPages = [
  'overview',
  'compare',
  'running',
  'incidents',
  'alerts',
  'dashboards',
  'changes',
  'coverage',
  'definitions',
  'setup',
] as const

export const pageNames = {
  overview: 'Overview',
  compare: 'Compare',
  running: 'Running',
  incidents: 'Incidents',
  alerts: 'Alerts',
  dashboards: 'Dashboards',
  changes: 'Find a commit',
  coverage: 'Coverage',
  definitions: 'Definitions',
  setup: 'Setup',
} as const

/** What the browser calls a page. */
export function titleOf(page: PageAddress): string {
  if (page.name === 'service') return page.service.slice(0, 100)
  if (page.name === 'team') return page.team.slice(0, 100)
  if (page.name === 'dashboard') return page.dashboard.slice(0, 100)
  if (page.name === 'source') return page.source.slice(0, 100)
  return {
    ...pageNames,
    account: 'Account',
    alerting: 'What is stated of alerts',
    deployment: 'Deployment',
    change: 'Change',
    incident: 'Incident',
    unknown: 'No such page',
  }[page.name]
}

/** The page of an address. */
export function pageOf(state: UrlState, status: StatusAnswer | undefined, revision: number): TemplateResult {
  const environments = (status?.environments ?? []).filter(({ tier }) => tier !== 'EPHEMERAL').map(({ name }) => name)
  const demo = status?.sources.some(({ name }) => name === 'demo') ?? false
  const { page } = state
  switch (page.name) {
    case 'overview':
      return html`<leadline-overview
        .state=${state}
        .environments=${environments}
        .demo=${demo}
        .revision=${revision}
      ></leadline-overview>`
    case 'service':
      return html`<leadline-service-page .state=${state} .demo=${demo} .revision=${revision}></leadline-service-page>`
    case 'compare':
      return html`<leadline-compare .state=${state} .environments=${environments} .revision=${revision}></leadline-compare>`
    case 'team':
      return html`<leadline-team-page
        .state=${state}
        .environments=${environments}
        .demo=${demo}
        .revision=${revision}
      ></leadline-team-page>`
    case 'running':
      return html`<leadline-running .state=${state} .environments=${environments} .revision=${revision}></leadline-running>`
    case 'deployment':
      return html`<leadline-deployment-page .state=${state} .revision=${revision}></leadline-deployment-page>`
    case 'change':
      return html`<leadline-change-page .state=${state} .revision=${revision}></leadline-change-page>`
    case 'changes':
      return html`<leadline-changes .state=${state} .revision=${revision}></leadline-changes>`
    case 'incidents':
      return html`<leadline-incidents .state=${state} .environments=${environments} .revision=${revision}></leadline-incidents>`
    case 'alerts':
      return html`<leadline-alerts .state=${state} .revision=${revision}></leadline-alerts>`
    case 'alerting':
      return html`<leadline-alerting .state=${state} .revision=${revision}></leadline-alerting>`
    case 'incident':
      return html`<leadline-incident-page .state=${state} .revision=${revision}></leadline-incident-page>`
    case 'dashboards':
      return html`<leadline-dashboards .state=${state} .dashboards=${status?.dashboards ?? null}></leadline-dashboards>`
    case 'dashboard':
      return html`<leadline-dashboard-page .state=${state} .revision=${revision}></leadline-dashboard-page>`
    case 'coverage':
      return html`<leadline-coverage .state=${state} .revision=${revision}></leadline-coverage>`
    case 'setup':
      return html`<leadline-setup .state=${state} .revision=${revision}></leadline-setup>`
    case 'definitions':
      return html`<leadline-definitions .state=${state} .revision=${revision}></leadline-definitions>`
    case 'account':
      return html`<leadline-account .state=${state} .revision=${revision}></leadline-account>`
    case 'source':
      return html`<leadline-source-page
        .source=${page.source}
        .setupHref=${formatUrl(stateOfPage(state, { name: 'setup' }))}
        .revision=${revision}
      ></leadline-source-page>`
    default:
      return unknownPage(state, page)
  }
}

function unknownPage(state: UrlState, page: PageAddress): TemplateResult {
  const overview = formatUrl(stateOfPage(state, { name: 'overview' }))
  const path = page.name === 'unknown' ? page.path : formatUrl(state)
  return html`<div class="note warning">
    <h1>There is no such page</h1>
    <p>Nothing is at <span class="mono name">${path}</span>. <a href=${overview}>To the overview</a></p>
  </div>`
}

/** Instead of a page that the server did not give. */
export function missingPage(): TemplateResult {
  return html`<div class="note warning" role="alert">
    <h1>This page could not be loaded</h1>
    <p>Leadline does not answer, or it was updated while this tab was open.</p>
    <button type="button" @click=${() => window.location.reload()}>Load again</button>
  </div>`
}
