import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { correctionsOfIncident } from '../corrections-of.ts'
import { duration, moment, shortVersion } from '../format.ts'
import type { IncidentAnswer, IncidentDetail, IncidentFailure } from '../incident-answers.ts'
import { classificationText, incidentTimes } from '../incident-words.ts'
import { methodWords } from '../joint-words.ts'
import { leftOutOfFailures } from '../failure-words.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { cardTableStyles } from '../parts/card-table-styles.ts'
import '../parts/correct.ts'
import { switchedWords, toolLink } from '../parts/incident-name.ts'
import { jointTable } from '../parts/joints.ts'
import { problemNote } from '../parts/problem-note.ts'
import { settledItem } from '../parts/settled-item.ts'
import incidentQuery from '../queries/incident.graphql?raw'
import { deploymentHref, serviceHref } from '../record-links.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { basisWords, plainWords, remedyByWords } from '../words.ts'
import { incidentStyles } from './incident-styles.ts'
import { recordStyles } from './record-styles.ts'

/** One incident: when, where, what it was blamed on and by which rule, and what corrects that. */
@customElement('leadline-incident-page')
export class IncidentPage extends LitElement {
  static override styles = [baseStyles, recordStyles, cardTableStyles, incidentStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly incident = new Loader<IncidentAnswer>(this)

  private get wanted(): string {
    return this.state.page.name === 'incident' ? this.state.page.incident : ''
  }

  protected override willUpdate(): void {
    const id = this.wanted
    this.incident.load(`incident ${id}\n${this.revision}`, (signal) =>
      ask<IncidentAnswer>(incidentQuery, { id }, signal),
    )
  }

  protected override render() {
    const { answer, problem } = this.incident
    const trouble = problem === null ? nothing : problemNote(problem, () => this.again())
    if (answer === null)
      return html`<h1>Incident</h1>${trouble}${problem === null ? html`<p class="muted" role="status">Asking …</p>` : nothing}`
    const { incident } = answer.data
    return html`${this.crumbs()}${trouble}${incident === null ? this.unknown() : this.content(incident)}`
  }

  private again(): void {
    this.incident.expire()
    this.requestUpdate()
  }

  private crumbs(): TemplateResult {
    const incidents = formatUrl(stateOfPage(this.state, { name: 'incidents' }))
    return html`<nav class="crumbs small no-print" aria-label="Where you are"><a href=${incidents}>All incidents</a></nav>`
  }

  private unknown(): TemplateResult {
    return html`<div class="note warning">
      <h1>No such incident</h1>
      <p>It is not known any more, or concerns no service that is deployed anywhere.</p>
    </div>`
  }

  private content(incident: IncidentDetail): TemplateResult {
    const { title, externalId, overrides, failures } = incident
    const places = incident.places.map(({ service, environment }) => ({
      service: service.name,
      environment: environment.name,
    }))
    return html`
      ${this.head(incident)}
      <section class="card" aria-label="Correct it">
        <h2>Is this right?</h2>
        <p class="muted">A correction stands over what the rules say, with your name and reason, and can be undone.</p>
        <leadline-correct
          .corrections=${correctionsOfIncident(incident, places)}
          .of=${title ?? externalId}
          .state=${this.state}
        ></leadline-correct>
        ${overrides.length === 0 ? nothing : html`<h3>What people settled</h3>`}
        ${overrides.map((settled) => settledItem(settled, this.state))}
      </section>
      ${this.times(incident)}
      <section class="card" aria-labelledby="blamed">
        <h2 id="blamed">What it is blamed on</h2>
        ${failures.length === 0 ? html`<p>${this.blamedOnNothing(incident)}</p>` : failures.map((failure) => this.failure(failure, incident))}
      </section>
      ${this.flags(incident)}
    `
  }

  private head({
    id,
    title,
    externalId,
    source,
    url,
    severity,
    classification,
    services,
    environments,
    restoredAt,
  }: IncidentDetail) {
    return html`<div>
      <h1 class="name" dir="auto">${title ?? externalId}</h1>
      <p class="facts muted">
        ${classification === 'incident' ? nothing : html`<span class="chip">${classificationText(classification)}</span>`}
        ${restoredAt === null ? html`<span class="chip bad">still open</span>` : nothing}
        <span>
          ${services.map(({ name }, index) => html`${index === 0 ? '' : ', '}<a class="name" dir="auto" href=${serviceHref(this.state, name, environments[0]?.name)}>${name}</a>`)}
          in <span class="name">${environments.map(({ name }) => name).join(', ')}</span>
        </span>
        <span>Severity ${severity ?? 'not told'}</span>
        <span class="name"><span class="mono name" dir="auto">${externalId}</span> of <span class="name">${source}</span></span>
        ${toolLink(url)}
        <a class="no-print" href=${queryLink('incident', { id })}>The query behind this</a>
      </p>
    </div>`
  }

  private times(incident: IncidentDetail): TemplateResult {
    const { impactSeconds } = incident
    const { timeZone } = this.state
    return html`<section class="card" aria-labelledby="times">
      <h2 id="times">When</h2>
      <p>${impactSeconds === null ? html`<span class="chip bad">still open</span>` : html`Lasted <strong title=${duration(impactSeconds).spoken}>${duration(impactSeconds).text}</strong>.`}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Times">
        <table class="data cards">
          <caption class="unseen">
            Times of the incident, and where each comes from
          </caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When (${timeZone})</th>
              <th scope="col">Where it comes from</th>
            </tr>
          </thead>
          <tbody>
            ${incidentTimes(incident).map(
              ({ name, at, from }) =>
                html`<tr>
                  <td data-head="What">${name}</td>
                  <td data-head="When">${at === null ? html`<span class="muted">not known</span>` : moment(at, timeZone)}</td>
                  <td class="name across" data-head="Where it comes from">${from}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`
  }

  private blamedOnNothing({ classification, overrides }: IncidentDetail): string {
    if (classification !== 'incident') return 'Nothing: it does not count as an incident.'
    if (overrides.some(({ revoked }) => !revoked)) return 'No deployment, as somebody settled.'
    return 'No deployment: none is named by it, rolled back, reverted or mended for it, and none went live shortly before it opened.'
  }

  private failure(failure: IncidentFailure, { externalId }: IncidentDetail): TemplateResult {
    const { deployment, basis, confidence, evidence, seconds, restoredRule, remedy, restoredBy, restoredByFlag } =
      failure
    const { timeZone } = this.state
    const leftOut = leftOutOfFailures(deployment)
    const by = remedy === null ? '' : ` ${remedyByWords(remedy, restoredByFlag).replace(/^By/, 'by')}`
    return html`<article>
      <p>
        Deployment <a class="mono name" dir="auto" href=${deploymentHref(this.state, deployment.id)}>${shortVersion(deployment.version)}</a> of
        <span class="name" dir="auto">${deployment.service.name}</span> in <span class="name">${deployment.environment.name}</span>${deployment.liveAt === null ? '' : `, live ${moment(deployment.liveAt, timeZone)}`}:
        ${basisWords(basis)} <span class="chip ${confidence === 'LOW' ? 'warning' : ''}">${confidence.toLowerCase()} confidence</span>
      </p>
      ${leftOut === null ? nothing : html`<p class="muted">It does not count as a failure: ${leftOut}.</p>`}
      <p class="muted">
        ${seconds === null ? 'Not mended yet.' : `Mended after ${duration(seconds).text}${by}${restoredRule === null ? '' : ` (${plainWords(restoredRule).toLowerCase()})`}`}
        ${restoredBy === null ? nothing : html`with <a class="mono name" href=${deploymentHref(this.state, restoredBy.id)}>${shortVersion(restoredBy.version)}</a>`}
      </p>
      ${jointTable(evidence, 'Evidence of the failure', timeZone, [{ externalId }])}
    </article>`
  }

  private flags({ switchedFlags }: IncidentDetail) {
    if (switchedFlags.length === 0) return nothing
    return html`<section class="card" aria-labelledby="flags">
      <h2 id="flags">Flags switched meanwhile</h2>
      <ul>
        ${switchedFlags.map(
          (flag) =>
            html`<li>
              <span class="name" dir="auto">${switchedWords(flag, this.state.timeZone)}</span>
              <span class="muted small">${methodWords(flag.method) ?? plainWords(flag.method)}, told by <span class="name">${flag.source}</span></span>
              ${toolLink(flag.url)}
            </li>`,
        )}
      </ul>
    </section>`
  }
}
