import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { allPages, longestPage } from '../all-pages.ts'
import { type Answer, ask } from '../api.ts'
import { incidentsTable } from '../exports.ts'
import { group, plural } from '../format.ts'
import type { IncidentsAnswer } from '../incident-answers.ts'
import { incidentTools, isToolConnected, blamedOnWords, unownedWords } from '../incident-words.ts'
import { Loader } from '../loader.ts'
import { go, queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/export-buttons.ts'
import type { Exported } from '../parts/export-buttons.ts'
import '../parts/incident-list.ts'
import { problemNote } from '../parts/problem-note.ts'
import { recordChoices, recordListStyles } from '../parts/record-choices.ts'
import '../parts/time-choice.ts'
import incidentsQuery from '../queries/incidents.graphql?raw'
import { savedWithin } from '../picture-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { windowInput } from '../window-choice.ts'

/** What went wrong in a window, how long it lasted, and which deployment it was blamed on. */
@customElement('leadline-incidents')
export class Incidents extends LitElement {
  static override styles = [
    baseStyles,
    recordListStyles,
    css`
      .more {
        padding: 0.9rem 1.15rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  @property({ type: Number }) revision = 0
  @own() private pages = 1
  #scope = ''
  private readonly incidents = new Loader<IncidentsAnswer>(this)

  private get variables() {
    const { environment, team, search, range, timeZone, onlyOpen } = this.state
    const window = windowInput(range, timeZone)
    const filter = {
      environment,
      window,
      service: search === '' ? null : search,
      team: team === '' ? null : team,
      open: onlyOpen ? true : null,
    }
    return { filter, window }
  }

  protected override willUpdate(): void {
    const { variables } = this
    const scope = JSON.stringify(variables)
    if (scope !== this.#scope) this.pages = 1
    this.#scope = scope
    this.incidents.load(`incidents\n${scope} ${this.pages}\n${this.revision}`, (signal) => this.fetch(signal))
  }

  /** So many pages as are shown, one after another: a correction may have moved any of them. */
  private async fetch(signal: AbortSignal): Promise<Answer<IncidentsAnswer>> {
    const { variables, pages } = this
    let answer = await ask<IncidentsAnswer>(incidentsQuery, { ...variables, after: null }, signal)
    for (let page = 1; page < pages && answer.data.incidents.pageInfo.hasNextPage; page += 1) {
      const { nodes, pageInfo } = answer.data.incidents
      const next = await ask<IncidentsAnswer>(incidentsQuery, { ...variables, after: pageInfo.endCursor }, signal)
      const incidents = { ...next.data.incidents, nodes: [...nodes, ...next.data.incidents.nodes] }
      answer = { ...next, data: { ...next.data, incidents } }
    }
    return answer
  }

  /** Every incident, not only those that are shown. */
  private async whole(): Promise<Exported> {
    const { variables } = this
    const { rows, total } = await allPages(async (after) => {
      const answer = await ask<IncidentsAnswer>(incidentsQuery, { ...variables, after, first: longestPage })
      return answer.data.incidents
    })
    return { table: incidentsTable(rows), total }
  }

  protected override render() {
    const { answer, problem, loading } = this.incidents
    return html`
      <h1>Incidents</h1>
      <p class="muted">What went wrong, how long it lasted, and which deployment it was blamed on.</p>
      <leadline-time-choice class="no-print" .state=${this.state} .environments=${this.environments}></leadline-time-choice>
      ${recordChoices(this.state, answer?.data, (change) => go(this, { ...this.state, ...change }))}
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking …' : ''}</p>` : this.content(answer.data)}
    `
  }

  private again(): void {
    this.incidents.expire()
    this.requestUpdate()
  }

  private content(answer: IncidentsAnswer): TemplateResult {
    const { incidents } = answer
    const unowned = unownedWords(answer.unattributed)
    const { loading } = this.incidents
    const more = incidents.totalCount - incidents.nodes.length
    return html`
      ${
        incidents.nodes.length === 0
          ? this.empty(answer)
          : html`<p class="muted small">
                <span role="status">${plural(incidents.totalCount, 'incident')}. ${blamedOnWords(incidents)}</span>
                <a class="no-print" href=${queryLink('incidents', this.variables)}>The query behind this</a>
                <leadline-export .name=${'incidents'} .within=${savedWithin(this.state.environment, this.variables.window)} .fetch=${() => this.whole()}></leadline-export>
              </p>
              <section class="card ${loading ? 'stale' : ''}" aria-label="Incidents" aria-busy=${loading}>
                <leadline-incident-list .rows=${incidents.nodes} .state=${this.state}></leadline-incident-list>
                ${
                  more > 0
                    ? html`<p class="more no-print">
                        <button class="button" type="button" ?disabled=${loading} @click=${() => (this.pages += 1)}>
                          Show more
                        </button>
                        <span class="muted small">${group(more)} earlier ones</span>
                      </p>`
                    : nothing
                }
              </section>`
      }
      ${
        unowned === null
          ? nothing
          : html`<p class="note">${unowned} <a href=${this.pageOf('coverage')}>Say whose they are</a></p>`
      }
    `
  }

  private pageOf(name: 'coverage' | 'setup'): string {
    return formatUrl(stateOfPage(this.state, { name }))
  }

  /** Nothing is listed: because of what was asked for, or because nobody tells. */
  private empty({ sources }: IncidentsAnswer): TemplateResult {
    const { search, team, onlyOpen } = this.state
    const narrowed = search !== '' || team !== '' || onlyOpen
    const setup = stateOfPage(this.state, { name: 'setup' })
    return html`<section class="card empty" aria-label="No incidents">
      <h2>${onlyOpen ? 'Nothing is open' : 'No incidents'} in this window</h2>
      ${
        narrowed
          ? html`<p><a href=${formatUrl({ ...this.state, search: '', team: '', onlyOpen: false })}>All incidents of this window</a></p>`
          : nothing
      }
      ${
        isToolConnected(sources)
          ? html`<p>A tool that tells of incidents is connected: where it told of one that is missing here, <a href=${this.pageOf('coverage')}>see what nobody has claimed</a>.</p>`
          : html`<p>
              No tool is connected that tells of incidents. Without one, change fail rate and recovery time know only of rollbacks and reverts. Connect
              ${incidentTools.map(({ add, name }, index) => html`${index === 0 ? '' : ', '}<a href=${formatUrl({ ...setup, add })}>${name}</a>`)},
              or <a href=${formatUrl({ ...setup, add: 'events' })}>post them</a>.
            </p>`
      }
    </section>`
  }
}
