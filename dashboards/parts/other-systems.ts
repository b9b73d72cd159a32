import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { PresetAnswers, PresetsAnswer } from '../preset-answers.ts'
import { ask } from '../api.ts'
import { Loader } from '../loader.ts'
import { metricInfo, type MetricName, metricNames } from '../metric-view.ts'
import { queryLink } from '../navigation.ts'
import { type PresetCell, viewPreset } from '../preset-words.ts'
import presetsQuery from '../queries/presets.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { windowInput } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { foldedTableStyles, foldStyles } from './fold-styles.ts'
import { problemNote } from './problem-note.ts'

/** The five metrics of a service as other systems count them, beside our own. Asked for when it is unfolded. */
@customElement('leadline-other-systems')
export class OtherSystems extends LitElement {
  static override styles = [
    baseStyles,
    cardTableStyles,
    foldStyles,
    foldedTableStyles,
    css`
      table.data {
        min-width: 46rem;
        table-layout: fixed;
      }
      data {
        font-size: 1.05rem;
        font-weight: 600;
      }
      .rule summary {
        color: var(--accent);
        width: fit-content;
      }
      .rule p {
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  @state() private open = false
  private readonly presets = new Loader<PresetsAnswer>(this)

  private get variables() {
    const { environment, range, timeZone } = this.state
    return { name: this.service, environment, window: windowInput(range, timeZone) }
  }

  protected override willUpdate(): void {
    if (!this.open) return
    const { variables } = this
    this.presets.load(`presets ${this.service}\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<PresetsAnswer>(presetsQuery, variables, signal),
    )
  }

  protected override render() {
    return html`<details class="card" @toggle=${(event: Event) => this.toggled(event)}>
      <summary><h2>As other systems count</h2></summary>
      <div class="inside">
        <p class="muted small">
          The same events by the rules of other systems, for those who come from one: where a number differs from the one that you knew, its rule says why. The ranges are 90 % intervals, where one can be given.
          <a class="no-print" href=${queryLink('presets', this.variables)}>The query behind this</a>
        </p>
        ${this.content()}
      </div>
    </details>`
  }

  private toggled(event: Event): void {
    if (event.target === event.currentTarget) this.open = (event.target as HTMLDetailsElement).open
  }

  private content() {
    const { answer, problem, loading } = this.presets
    if (problem !== null) return problemNote(problem, () => this.again())
    if (answer === null) return this.open ? html`<p class="muted" role="status">Counting…</p>` : nothing
    const presets = answer.data.service?.definitions ?? []
    return html`<div
      class="scroll ${loading ? 'stale' : ''}"
      tabindex="0"
      role="region"
      aria-label="As other systems count"
      aria-busy=${loading}
    >
      <table class="data cards">
        <caption class="unseen">The five metrics of this window as several systems count them</caption>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            ${presets.map((answers) => html`<th scope="col">${viewPreset('deploymentFrequency', answers).system}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${metricNames.map((name) => this.row(name, presets))}
        </tbody>
      </table>
    </div>`
  }

  private row(name: MetricName, presets: readonly PresetAnswers[]): TemplateResult {
    const { title } = metricInfo[name]
    return html`<tr data-metric=${name}>
      <th scope="row">${title}</th>
      ${presets.map((answers) => html`<td data-head=${viewPreset(name, answers).system}>${cell(title, viewPreset(name, answers))}</td>`)}
    </tr>`
  }

  private again(): void {
    this.presets.expire()
    this.requestUpdate()
  }
}

function cell(title: string, { system, value, words, reason, interval, samples, rule }: PresetCell): TemplateResult {
  return html`${
    words === null
      ? html`<p class="muted">${reason}</p>`
      : html`<data value=${String(value)}>
          <span aria-hidden="true">${words.text}</span><span class="unseen">${words.spoken}</span>
        </data>`
  }
    ${
      interval === null
        ? nothing
        : html`<p class="muted small"><span aria-hidden="true">${interval.text}</span><span class="unseen">${interval.spoken}</span></p>`
    }
    ${samples === '' ? nothing : html`<p class="muted">${samples}</p>`}
    <details class="rule small">
      <summary>Rule<span class="unseen"> of ${system} for: ${title}</span></summary>
      <p>${rule}</p>
    </details>`
}
