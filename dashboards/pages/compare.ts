import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { comparisonReport } from '../../libs/reports/comparison.ts'
import { comparisonCsv, comparisonJson } from '../../libs/reports/comparison-files.ts'
import { comparisonBases, comparisonQuestion } from '../../libs/reports/comparison-question.ts'
import { ask } from '../api.ts'
import type { ComparedAnswer, ComparedRow } from '../comparison-answers.ts'
import { comparisonMarkdown, comparisonNotes, comparisonScope } from '../comparison-markdown.ts'
import { comparedViews } from '../comparison-words.ts'
import { commonChips } from '../doubts.ts'
import { moment } from '../format.ts'
import { Loader } from '../loader.ts'
import { type MetricName, metricNames } from '../metric-view.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { chipList } from '../parts/chips.ts'
import '../parts/comparison-choice.ts'
import '../parts/comparison-row.ts'
import { columnScale, type Placing } from '../parts/interval-bar.ts'
import { problemNote } from '../parts/problem-note.ts'
import { saveText } from '../parts/save-file.ts'
import '../parts/time-choice.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { windowInput } from '../window-choice.ts'

/** Chosen services beside each other, by name: no rank, no sum; each beside what it was before. */
@customElement('leadline-compare')
export class Compare extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      .rows {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
      }
      .empty {
        padding: 1.5rem 1.1rem;
      }
      @media print {
        :host,
        .rows {
          display: block;
        }
        .rows > * {
          margin-top: 0.5rem;
        }
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  @property({ type: Number }) revision = 0
  @own() private copied = ''
  private readonly compared = new Loader<ComparedAnswer, UrlState>(this)

  private variables({ environment, range, timeZone, services, team, against }: UrlState) {
    return {
      services: services.length === 0 ? null : services,
      team: team === '' ? null : team,
      environment,
      window: windowInput(range, timeZone),
      against: comparisonBases[against],
    }
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { state } = this
    const variables = this.variables(state)
    if (changed.has('state')) this.copied = ''
    const key = `compare\n${JSON.stringify(variables)}\n${this.revision}`
    this.compared.load(key, (signal) => ask<ComparedAnswer>(comparisonQuestion, variables, signal), state)
  }

  /** Whoever prints the page waits for this. */
  protected override updated(): void {
    this.toggleAttribute('data-shown', this.compared.isSettled)
    this.toggleAttribute('data-problem', this.compared.problem !== null)
  }

  protected override render() {
    const { answer, problem, loading, scope } = this.compared
    return html`
      <h1>Compare</h1>
      <leadline-time-choice
        class="no-print"
        .state=${this.state}
        .environments=${this.environments}
        .window=${answer?.data.compare.window ?? null}
      ></leadline-time-choice>
      <leadline-comparison-choice class="no-print" .state=${this.state} .revision=${this.revision}></leadline-comparison-choice>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted" role="status">${loading ? 'Asking for the numbers …' : ''}</p>` : this.report(answer.data, answer.answeredAt, scope ?? this.state)}
    `
  }

  private again(): void {
    this.compared.expire()
    this.requestUpdate()
  }

  /** Of the state that it was asked for: the address may say another by now. */
  private report(answer: ComparedAnswer, answeredAt: string, state: UrlState): TemplateResult {
    const { rows } = answer.compare
    const report = comparisonReport(answer, state.environment)
    const views = rows.flatMap((row) => comparedViews(row))
    const common = commonChips(views.map(({ now }) => now))
    const scales = scalesOf(rows)
    return html`
      <p class="muted small">
        ${comparisonScope(answer, state.environment)} ${comparisonNotes} Filled dots are of this window${answer.compare.against === null ? '' : ', hollow ones of the one before'}; all
        of a metric share one scale. Asked on ${moment(answeredAt, state.timeZone)}${report.rulesVersion === null ? '' : `, rules version ${report.rulesVersion}`}.
        ${chipList(common)}
        <a class="no-print" href=${queryLink('compare', this.variables(state))}>The query behind this</a>
      </p>
      ${rows.length === 0 ? html`<p class="card empty muted">No service is known here.</p>` : this.tools(answer, state)}
      <div class="rows ${this.compared.loading ? 'stale' : ''}" aria-busy=${this.compared.loading}>
        ${rows.map(
          (row, at) =>
            html`<leadline-comparison-row
              .row=${row}
              .stages=${report.rows[at]?.stages ?? []}
              .scales=${scales}
              .state=${state}
              .above=${common}
            ></leadline-comparison-row>`,
        )}
      </div>
    `
  }

  private tools(answer: ComparedAnswer, { environment }: UrlState): TemplateResult {
    const other = !this.compared.isSettled
    const save = (ending: string, type: string, text: string) => saveText(`comparison.${ending}`, type, text)
    const report = () => comparisonReport(answer, environment)
    const forms = [
      { words: 'CSV', save: () => save('csv', 'text/csv', comparisonCsv(report())) },
      { words: 'JSON', save: () => save('json', 'application/json', comparisonJson(report())) },
      { words: 'Markdown', save: () => save('md', 'text/markdown', comparisonMarkdown(answer, environment)) },
    ]
    return html`<div class="tools no-print" role="group" aria-label="The report as a file">
      ${forms.map((form) => html`<button class="button" type="button" ?disabled=${other} @click=${form.save}><span class="unseen">Download </span>${form.words}</button>`)}
      <button class="button" type="button" ?disabled=${other} @click=${() => window.print()}>Print</button>
      <button class="button" type="button" @click=${() => void this.copy()}>Copy link</button>
      <span class="muted small" role="status">${this.copied}</span>
    </div>`
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(window.location.href)
      this.copied = 'Copied.'
    } catch {
      this.copied = 'This browser lets no page copy here: copy the address itself.'
    }
  }
}

/** One scale for all values of a metric, of both windows. */
function scalesOf(rows: readonly ComparedRow[]): ReadonlyMap<MetricName, Placing | null> {
  const views = rows.flatMap((row) => comparedViews(row))
  return new Map(
    metricNames.map((name) => [
      name,
      columnScale(
        views
          .filter((view) => view.name === name)
          .flatMap(({ now, before }) => (before === null ? [now] : [now, before])),
      ),
    ]),
  )
}
