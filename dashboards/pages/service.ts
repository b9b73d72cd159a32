import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import type { BeforeAnswer, ServiceAnswer, ServiceMetrics } from '../answers.ts'
import { ask } from '../api.ts'
import { askTimeline } from '../ask-timeline.ts'
import { definitionInput } from '../definition-choice.ts'
import { stepsOf } from '../drawings.ts'
import { repositoryText, safeUrl } from '../format.ts'
import { Loader } from '../loader.ts'
import { metricInfo, type MetricName } from '../metric-view.ts'
import { go, queryLink } from '../navigation.ts'
import { isOfDemo } from '../demo-services.ts'
import { nothingCounted, nothingDeployed, timeOf } from '../empty-window.ts'
import { leadTimePicture } from '../picture-words.ts'
import '../parts/alerts-of-service.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { discoveredChip } from '../parts/chips.ts'
import '../parts/demo-banner.ts'
import { definitionNote } from '../parts/definition-note.ts'
import { emptyWindowNote, emptyWindowStyles } from '../parts/empty-window.ts'
import type { EmbedWhat } from '../embed-words.ts'
import type { EmbedDialog } from '../parts/embed-dialog.ts'
import { embedding } from '../parts/embed-button.ts'
import '../parts/embed-dialog.ts'
import { distributionSection } from '../parts/distribution-section.ts'
import '../parts/evidence.ts'
import type { Evidence } from '../parts/evidence.ts'
import type { MetricCard } from '../parts/metric-card.ts'
import { metricCards, metricCardsStyles } from '../parts/metric-cards.ts'
import '../parts/on-its-way.ts'
import '../parts/other-systems.ts'
import { problemNote } from '../parts/problem-note.ts'
import { stageSection } from '../parts/stage-section.ts'
import '../parts/time-choice.ts'
import { timelineMarks, timelineSection } from '../parts/timeline-section.ts'
import '../parts/what-is-watched.ts'
import '../parts/why-changed.ts'
import beforeQuery from '../queries/before.graphql?raw'
import serviceQuery from '../queries/service.graphql?raw'
import { teamHref } from '../record-links.ts'
import { stepEvidence } from '../step-evidence.ts'
import type { TimelineAnswer } from '../timeline-answers.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { bucketFor, windowBefore, windowInput } from '../window-choice.ts'
import { servicePageStyles } from './service-styles.ts'

type Service = NonNullable<ServiceAnswer['service']>

/** One service: its five metrics with trend, where its lead time goes, and the rows behind every number. */
@customElement('leadline-service-page')
export class ServicePage extends LitElement {
  static override styles = [baseStyles, emptyWindowStyles, metricCardsStyles, servicePageStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  /** Whether the demo is in the log. */
  @property({ type: Boolean }) demo = false
  @property({ type: Number }) revision = 0
  /** The trend that a step was chosen in; null where none was. */
  @own() private chosenIn: MetricName | null = null
  private readonly service = new Loader<ServiceAnswer, UrlState>(this)
  private readonly earlier = new Loader<BeforeAnswer>(this)
  private readonly timeline = new Loader<TimelineAnswer>(this)

  constructor() {
    super()
    this.addEventListener(embedding, (event) => {
      const dialog = this.renderRoot.querySelector<EmbedDialog>('leadline-embed-dialog')
      void dialog?.open((event as CustomEvent<EmbedWhat>).detail)
    })
  }

  private get name(): string {
    return this.state.page.name === 'service' ? this.state.page.service : ''
  }

  /** What its numbers were asked for, which the address may no longer say. */
  private get told(): UrlState {
    return this.service.scope ?? this.state
  }

  private variables({ environment, range, timeZone, definition: chosen }: UrlState) {
    const definition = definitionInput(chosen)
    return { name: this.name, environment, window: windowInput(range, timeZone), by: bucketFor(range), definition }
  }

  protected override willUpdate(): void {
    const { environment, range, timeZone } = this.state
    const variables = this.variables(this.state)
    const scope = { name: this.name, environment, definition: variables.definition }
    const asked = `service ${this.name}\n${JSON.stringify(variables)}\n${this.revision}`
    this.service.load(asked, (signal) => ask<ServiceAnswer>(serviceQuery, variables, signal), this.state)
    const window = this.metrics?.deploymentFrequency.window
    if (window === undefined || !this.service.isSettled) return
    const wanted = { ...scope, window: windowBefore(window, timeZone) }
    const key = `before ${this.name}\n${JSON.stringify({ ...scope, range, timeZone })}\n${this.revision}`
    this.earlier.load(key.replace('\n', ' '), (signal) => ask<BeforeAnswer>(beforeQuery, wanted, signal))
    const { from, to } = window
    this.timeline.load(`timeline ${key}`, (signal) => askTimeline({ ...scope, window: { from, to, timeZone } }, signal))
  }

  private get metrics(): ServiceMetrics | undefined {
    return this.service.answer?.data.service?.metrics
  }

  protected override render() {
    const { answer, problem } = this.service
    const service = answer?.data.service
    const trouble = problem === null ? nothing : problemNote(problem, () => this.again())
    if (answer === null)
      return html`${this.crumbs()}<h1 class="name" dir="auto">${this.name}</h1>${this.choice([])}${trouble}`
    if (!service) return html`${trouble}${this.unknown()}`
    return html`
      ${this.demo && isOfDemo(this.name) ? html`<leadline-demo-banner .service=${this.name}></leadline-demo-banner>` : nothing}
      ${this.crumbs()} ${this.head(service)} ${this.choice(service.environments.map(({ name }) => name))} ${trouble}
      ${definitionNote(this.told)}
      <leadline-alerts-of-service .state=${this.state} .service=${this.name} .revision=${this.revision}></leadline-alerts-of-service>
      <leadline-on-its-way .state=${this.state} .service=${this.name} .revision=${this.revision}></leadline-on-its-way>
      ${this.emptiness(service)} ${this.numbers(service.metrics)}
      <leadline-what-is-watched .state=${this.state} .service=${this.name} .revision=${this.revision}></leadline-what-is-watched>
      <leadline-other-systems .state=${this.state} .service=${this.name} .revision=${this.revision}></leadline-other-systems>
      <leadline-evidence
        .state=${this.state}
        .service=${this.name}
        .revision=${this.revision}
        .window=${this.service.loading ? null : (service.metrics.deploymentFrequency.window ?? null)}
        .trend=${this.chosenIn === null ? '' : metricInfo[this.chosenIn].title}
        @leadline-back-to-trend=${() => void this.backToTrend()}
      ></leadline-evidence>
      <leadline-embed-dialog .state=${this.state} .service=${service.name} .window=${service.metrics.deploymentFrequency.window ?? null}></leadline-embed-dialog>
    `
  }

  private emptiness({ deployments, environments, metrics }: Service) {
    const { window } = metrics.deploymentFrequency
    const newest = timeOf(deployments.nodes[0])
    if (this.service.loading || window === undefined || !nothingDeployed(metrics)) return nothing
    if (!nothingCounted([metrics], newest, window)) return nothing
    const { environment } = this.state
    const said = `Nothing was deployed to ${environment} in this window.`
    const elsewhere = environments.map(({ name }) => name).filter((name) => name !== environment)
    return emptyWindowNote({ state: this.state, said, newest, elsewhere })
  }

  private again(): void {
    this.service.expire()
    this.requestUpdate()
  }

  private crumbs(): TemplateResult {
    const overview = formatUrl(stateOfPage(this.state, { name: 'overview' }))
    return html`<nav class="crumbs small no-print" aria-label="Where you are"><a href=${overview}>All services</a></nav>`
  }

  private choice(environments: readonly string[]): TemplateResult {
    return html`<leadline-time-choice
      class="no-print"
      .state=${this.state}
      .environments=${environments}
      .window=${this.metrics?.deploymentFrequency.window ?? null}
    ></leadline-time-choice>`
  }

  private unknown(): TemplateResult {
    const overview = formatUrl(stateOfPage(this.state, { name: 'overview' }))
    return html`<div class="note warning">
      <h1>No such service</h1>
      <p>Nothing called <strong class="name" dir="auto">${this.name}</strong> is known here. <a href=${overview}>All services</a></p>
    </div>`
  }

  private head({ name, team, repository, discovered: isDiscovered, paths }: Service): TemplateResult {
    const url = safeUrl(repository?.url ?? null)
    const repositoryName = html`<span class="mono name" dir="auto">${repositoryText(repository?.name ?? '')}</span>`
    return html`<div>
      <h1 class="name" dir="auto">${name}</h1>
      <p class="facts muted">
        <span>Team ${team === null ? html`<span class="ink">none</span>` : html`<a class="name" dir="auto" href=${teamHref(this.state, team.name)}>${team.name}</a>`}</span>
        ${
          repository === null
            ? nothing
            : html`<span>Repository ${url === null ? repositoryName : html`<a href=${url} rel="noopener">${repositoryName}</a>`}</span>`
        }
        ${paths.length === 0 ? nothing : html`<span>Paths <span class="mono name">${paths.join(', ')}</span></span>`}
        ${isDiscovered ? discoveredChip() : nothing}
      </p>
    </div>`
  }

  private numbers(metrics: ServiceMetrics): TemplateResult {
    return html`
      ${metricCards({
        of: this.name,
        embeddable: true,
        metrics,
        before: this.earlier.answer?.data.service?.metrics ?? null,
        state: this.told,
        loading: this.service.loading,
        marks: this.timeline.answer === null ? [] : timelineMarks(this.timeline.answer.data),
        query: queryLink('service', this.variables(this.told)),
        why: this.state.why ? null : formatUrl({ ...this.state, why: true }),
        chooseStep: (name, index) => this.focusStep(name, metrics, index),
      })}
      ${this.why(metrics)}
      <div class="ways">
        ${stageSection(metrics, { picture: leadTimePicture(this.name, 'stages', metrics, this.told), embeddable: true, coverage: formatUrl(stateOfPage(this.state, { name: 'coverage' })) })}
        ${distributionSection(metrics, leadTimePicture(this.name, 'spread', metrics, this.told))}
      </div>
      ${this.happened(metrics)}
    `
  }

  private happened({ deploymentFrequency: { window, series } }: ServiceMetrics) {
    const { answer, problem } = this.timeline
    if (problem !== null)
      return problemNote(problem, () => {
        this.timeline.expire()
        this.requestUpdate()
      })
    if (answer === null || window === undefined) return nothing
    const starts = series.map(({ start }) => start)
    return timelineSection({
      answer: answer.data,
      window,
      starts,
      service: this.name,
      state: this.state,
      open: (state) => go(this, state),
    })
  }

  private why({ deploymentFrequency: { window } }: ServiceMetrics) {
    if (!this.state.why) return nothing
    return html`<leadline-why-changed
      .state=${this.state}
      .service=${this.name}
      .window=${this.service.loading ? null : (window ?? null)}
      .revision=${this.revision}
    ></leadline-why-changed>`
  }

  /** A step of a trend narrows the rows below to it, and brings them into view and under the keyboard. */
  private focusStep(name: MetricName, metrics: ServiceMetrics, index: number): void {
    const step = stepsOf(name, metrics)[index]
    if (step === undefined) return
    this.chosenIn = name
    go(this, { ...this.state, evidence: stepEvidence[name], focus: { from: step.start, to: step.end }, open: null })
    this.renderRoot.querySelector<Evidence>('leadline-evidence')?.receive()
  }

  private async backToTrend(): Promise<void> {
    const card = this.renderRoot.querySelector<MetricCard>(`leadline-metric-card.${this.chosenIn}`)
    await card?.focusTrend()
  }
}
