import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import type { AlertList, AlertsAnswer } from '../alert-answers.ts'
import { ask } from '../api.ts'
import { group, plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { go, queryLink } from '../navigation.ts'
import '../parts/alert-item.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { problemNote } from '../parts/problem-note.ts'
import { recordChoices, recordListStyles } from '../parts/record-choices.ts'
import alertsQuery from '../queries/alerts.graphql?raw'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { mayCorrect } from '../viewer.ts'

/** What the address says to stand open where the list of what is watched only does. */
const watched = 'watched'

/** What moved by more than chance explains: what is open first, what is over after it, what is watched only folded. */
@customElement('leadline-alerts')
export class Alerts extends LitElement {
  static override styles = [
    baseStyles,
    recordListStyles,
    css`
      section > h2,
      summary {
        padding: 0.9rem 1.15rem 0;
      }
      summary {
        padding-bottom: 0.9rem;
        cursor: pointer;
      }
      leadline-alert-item + leadline-alert-item {
        border-top: 1px solid var(--line);
      }
      .more {
        padding: 0.6rem 1.15rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  @own() private may = false
  private readonly alerts = new Loader<AlertsAnswer>(this)

  override connectedCallback(): void {
    super.connectedCallback()
    void this.learn()
  }

  private async learn(): Promise<void> {
    this.may = await mayCorrect()
  }

  private get variables() {
    const { team, search, onlyOpen } = this.state
    const of = { service: search === '' ? null : search, team: team === '' ? null : team }
    return {
      open: { ...of, open: true, level: 'ALERT' },
      over: { ...of, open: false, level: 'ALERT' },
      watched: { ...of, open: true, level: 'WATCH' },
      withOver: !onlyOpen,
    }
  }

  protected override willUpdate(): void {
    const { variables } = this
    this.alerts.load(`alerts\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<AlertsAnswer>(alertsQuery, variables, signal),
    )
  }

  protected override render() {
    const { answer, problem, loading } = this.alerts
    return html`
      <h1>Alerts</h1>
      <p class="muted">
        What moved by more than chance explains, since when, and who looks after it.
        <a href=${formatUrl(stateOfPage(this.state, { name: 'alerting' }))}>Rules, freezes and channels</a> say who is told.
      </p>
      ${recordChoices(this.state, answer?.data, (change) => go(this, { ...this.state, ...change }))}
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking …' : ''}</p>` : this.content(answer.data)}
    `
  }

  private again(): void {
    this.alerts.expire()
    this.requestUpdate()
  }

  private content({ open, over, watched: quiet }: AlertsAnswer): TemplateResult {
    const { loading } = this.alerts
    return html`
      <p class="muted small">
        <span role="status">${plural(open.totalCount, 'open alert')}.</span>
        <a class="no-print" href=${queryLink('alerts', this.variables)}>The query behind this</a>
      </p>
      ${
        open.nodes.length === 0
          ? this.empty()
          : html`<section class="card ${loading ? 'stale' : ''}" aria-label="Open" aria-busy=${loading}>
              <h2>Open</h2>
              ${this.list(open)}
            </section>`
      }
      ${
        quiet.nodes.length === 0
          ? nothing
          : html`<details class="card" ?open=${this.state.open === watched} @toggle=${(event: Event) => this.fold(event)}>
              <summary>Watched only (${group(quiet.totalCount)})</summary>
              ${this.list(quiet)}
            </details>`
      }
      ${
        over === undefined || over.nodes.length === 0
          ? nothing
          : html`<section class="card" aria-label="Over">
              <h2>Over</h2>
              ${this.list(over)}
            </section>`
      }
    `
  }

  private fold({ target }: Event): void {
    if (!(target instanceof HTMLDetailsElement) || target.open === (this.state.open === watched)) return
    go(this, { ...this.state, open: target.open ? watched : null }, true)
  }

  private list({ nodes, totalCount }: AlertList): TemplateResult {
    const more = totalCount - nodes.length
    return html`${nodes.map(
      (alert) =>
        html`<leadline-alert-item data-alert=${alert.metric} .alert=${alert} .state=${this.state} .may=${this.may}></leadline-alert-item>`,
    )}${more > 0 ? html`<p class="more muted small">${group(more)} earlier ones: choose a service or a team.</p>` : nothing}`
  }

  private empty(): TemplateResult {
    const { search, team } = this.state
    const all = formatUrl(stateOfPage(this.state, { name: 'alerts' }))
    return html`<section class="card empty" aria-label="No open alerts">
      <h2>Nothing is open</h2>
      ${search === '' && team === '' ? nothing : html`<p><a href=${all}>All alerts</a></p>`}
      <p>
        Every service in production is looked at each hour, without any rule: lead time, deployment frequency, change fail rate, recovery time and rework,
        and what waits, is silent or stays failed for longer than it used to. A service needs some weeks of history first.
      </p>
      <p>
        Nobody is told until a rule says who: state it under <code>alerts:</code> in <code>leadline.yaml</code>, as docs/alert-rules.md shows, or by
        <a href="/graphiql">GraphQL</a>.
      </p>
    </section>`
  }
}
