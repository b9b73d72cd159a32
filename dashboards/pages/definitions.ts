import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { DefinitionsAnswer } from '../definition-answers.ts'
import {
  type DefinitionChoice,
  definitionInput,
  isOwnDefinition,
  leadUnits,
  ownDefinition,
  startsOf,
  startWords,
  unitWords,
  writers,
  writerWords,
} from '../definition-choice.ts'
import { Loader } from '../loader.ts'
import { metricInfo, type MetricName, metricNames } from '../metric-view.ts'
import { go, queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { problemNote } from '../parts/problem-note.ts'
import { stageDefinitions } from '../parts/stage-definitions.ts'
import { presetNames } from '../preset-words.ts'
import definitionsQuery from '../queries/definitions.graphql?raw'
import { rulesHistory } from '../rules-history.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'

type Service = DefinitionsAnswer['services']['nodes'][number]

/** What each number counts, by which version of the rules; and by another definition, if one is chosen. */
@customElement('leadline-definitions')
export class Definitions extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host,
      .all,
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .card {
        gap: 0.6rem;
        padding: 1.05rem 1.15rem;
      }
      .card p {
        max-width: 75ch;
        overflow-wrap: anywhere;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem 1.1rem;
        align-items: end;
      }
      .choice label {
        display: grid;
        gap: 0.2rem;
      }
      .choice .check {
        display: flex;
        align-items: center;
        gap: 0.4rem;
        min-height: 2.15rem;
      }
      summary {
        cursor: pointer;
        color: var(--accent);
        width: fit-content;
      }
      dl {
        display: grid;
        gap: 0.4rem;
        margin-top: 0.4rem;
      }
      dt {
        font-weight: 600;
      }
      .stages div {
        display: grid;
        grid-template-columns: 7rem minmax(0, 1fr);
        gap: 0.6rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly rules = new Loader<DefinitionsAnswer>(this)
  /** The metric that was looked for last. */
  private sought = ''

  private get variables() {
    return { environment: this.state.environment, definition: definitionInput(this.state.definition) }
  }

  protected override willUpdate(): void {
    const { variables } = this
    this.rules.load(`definitions\n${JSON.stringify(variables)}\n${this.revision}`, (signal) =>
      ask<DefinitionsAnswer>(definitionsQuery, variables, signal),
    )
  }

  /** Whoever came from a number looks at what that one counts, once. */
  protected override updated(): void {
    const { page } = this.state
    const metric = page.name === 'definitions' ? (page.metric ?? '') : ''
    if (metric === this.sought || this.rules.answer === null) return
    this.sought = metric
    const heading = this.renderRoot.querySelector<HTMLElement>(`#${metric || 'definitions'}`)
    heading?.focus({ preventScroll: true })
    if (metric !== '') heading?.scrollIntoView({ block: 'start' })
  }

  protected override render() {
    const { answer, problem, loading } = this.rules
    const service = answer?.data.services.nodes[0]
    return html`<div>
        <h1 id="definitions" tabindex="-1">Definitions</h1>
        <p class="muted">
          What each number counts, and by which rules. A definition that is chosen here stands in the address and holds on every page that shows numbers, until it is taken back.
        </p>
      </div>
      ${this.choice()} ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer !== null && service === undefined ? this.nothingYet() : nothing}
      <div class="all ${loading ? 'stale' : ''}" aria-busy=${loading}>
        ${metricNames.map((name) => this.metric(name, service))} ${this.versions(service)}
      </div>`
  }

  private again(): void {
    this.rules.expire()
    this.requestUpdate()
  }

  private choose(change: Partial<DefinitionChoice>): void {
    const chosen = { ...this.state.definition, ...change }
    const start = startsOf(chosen.unit).find((known) => known === chosen.start) ?? ownDefinition.start
    go(this, { ...this.state, definition: { ...chosen, start } }, true)
  }

  private choice(): TemplateResult {
    const { definition } = this.state
    const { unit, start, excludeWeekend, authorship } = definition
    const overview = formatUrl(stateOfPage(this.state, { name: 'overview' }))
    return html`<section class="card no-print" aria-labelledby="choose">
      <h2 id="choose">Count by</h2>
      <div class="choice">
        ${this.select('Lead time of', leadUnits, unit, unitWords, (chosen) => this.choose({ unit: chosen }))}
        ${this.select('Lead time from', startsOf(unit), start, startWords, (chosen) => this.choose({ start: chosen }))}
        ${this.select(
          'Written by',
          ['EVERYBODY', ...writers] as const,
          authorship ?? 'EVERYBODY',
          { EVERYBODY: 'everybody', ...writerWords },
          (chosen) => this.choose({ authorship: chosen === 'EVERYBODY' ? null : chosen }),
        )}
        <label class="check">
          <input
            type="checkbox"
            .checked=${excludeWeekend}
            @change=${({ target }: Event) =>
              target instanceof HTMLInputElement && this.choose({ excludeWeekend: target.checked })}
          />
          Durations without weekends
        </label>
      </div>
      <p>
        <a class="button strong" href=${overview}>Show the numbers</a>
        ${
          isOwnDefinition(definition)
            ? nothing
            : html`<a class="button" href=${formatUrl({ ...this.state, definition: ownDefinition })}>Leadline’s own definition</a>`
        }
      </p>
    </section>`
  }

  private select<Value extends string>(
    label: string,
    values: readonly Value[],
    chosen: Value,
    words: Readonly<Record<Value, string>>,
    choose: (value: Value) => void,
  ): TemplateResult {
    const changed = ({ target }: Event) => {
      const value = target instanceof HTMLSelectElement ? values.find((known) => known === target.value) : undefined
      if (value !== undefined) choose(value)
    }
    return html`<label>
      <span class="small muted">${label}</span>
      <select class="field" @change=${changed}>
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${words[value]}</option>`)}
      </select>
    </label>`
  }

  private metric(name: MetricName, service: Service | undefined): TemplateResult {
    const { title, meaning } = metricInfo[name]
    return html`<section class="card" aria-labelledby=${name} data-metric=${name}>
      <h2 id=${name} tabindex="-1">${title}</h2>
      <p>${meaning}</p>
      ${service === undefined ? nothing : html`<p class="rule">${service.metrics[name].definition.text}</p>`}
      ${name === 'leadTimeForChanges' ? stageDefinitions : nothing}
      ${service === undefined ? nothing : this.elsewhere(name, service)}
    </section>`
  }

  private elsewhere(name: MetricName, service: Service): TemplateResult {
    return html`<details>
      <summary>As other systems count it<span class="unseen">: ${metricInfo[name].title}</span></summary>
      <dl>
        ${service.definitions.map((answers) => {
          const { preset, text } = answers[name].definition
          return html`<div><dt>${presetNames[preset]}</dt><dd>${text}</dd></div>`
        })}
      </dl>
    </details>`
  }

  private versions(service: Service | undefined): TemplateResult {
    return html`<section class="card" aria-labelledby="versions">
      <h2 id="versions">Versions of the rules</h2>
      <dl>
        ${rulesHistory.map(({ version, said }) => {
          const now = service?.metrics.deploymentFrequency.definition.rulesVersion === version
          return html`<div><dt>Rules ${version}${now ? ', by which this Leadline counts' : ''}</dt><dd>${said}</dd></div>`
        })}
      </dl>
      <p class="muted small">
        Every answer of the API says by which version it was computed; a release that may move numbers raises it, and its CHANGELOG says which under “Numbers”.
        <a class="no-print" href=${queryLink('definitions', this.variables)}>The query behind this</a>
      </p>
    </section>`
  }

  private nothingYet(): TemplateResult {
    const setup = formatUrl(stateOfPage(this.state, { name: 'setup' }))
    return html`<div class="note">
      <p>The server tells its rules with the numbers of a service, and none is known yet. <a href=${setup}>Add a source</a></p>
    </div>`
  }
}
