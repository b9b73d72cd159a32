import { css, html, LitElement, nothing, type TemplateResult, unsafeCSS } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { MetricAnswers, ServiceMetrics } from '../answers.ts'
import { ruleMarks } from '../charts/marks.ts'
import { hasKnownStages } from '../charts/lead-time-stages.ts'
import { stagesDrawing, trendDrawing } from '../drawings.ts'
import { stretch } from '../format.ts'
import { compareMetric } from '../metric-change.ts'
import { metricFacts } from '../metric-facts.ts'
import { type MetricName, metricNames, viewMetric } from '../metric-view.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { dashboardGridStyles } from '../parts/dashboard-grid.ts'
import '../parts/metric-card.ts'
import '../parts/trend-chart.ts'
import theme from '../styles.css?inline'
import { themeChanged } from '../theme.ts'
import { type EmbeddedDashboard, wholeDashboard } from './whole-dashboard.ts'
import { askEmbed, type EmbedAnswer, type EmbedFacts, EmbedProblem } from './ask-embed.ts'

/** The theme of the pages, for the element alone: the page around it keeps its own. */
const ownTheme = unsafeCSS(
  theme.replaceAll(/:root(\[[^\]]*\])?/g, (_rule: string, on?: string) =>
    on === undefined ? ':host' : `:host(${on})`,
  ),
)

/** Milliseconds between two looks: a screen on the wall stays true. */
const lookEvery = 300_000

/** Where Leadline answers what this script, which a page may have kept for long, does not understand. */
const notDrawn = 'This embed could not be drawn. Load the page again; if it stays so, tell whoever runs Leadline.'

/** Waits for an element and all parts within it. Throws what any of them threw while it drew. */
async function drawn(element: LitElement): Promise<void> {
  await element.updateComplete
  for (const part of element.renderRoot.querySelectorAll('*')) if (part instanceof LitElement) await drawn(part)
}

/** `<leadline-embed src embed token>`: what an embed is of, drawn with the parts of the pages, or why it is not. */
@customElement('leadline-embed')
export class LeadlineEmbed extends LitElement {
  static override styles = [
    ownTheme,
    baseStyles,
    dashboardGridStyles,
    css`
      .title {
        margin-bottom: 0.7rem;
        font-size: 1.35rem;
        overflow-wrap: anywhere;
      }
      :host {
        display: block;
        color: var(--ink);
        font-family: var(--font);
        font-size: 15px;
        line-height: 1.45;
        text-align: start;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
        gap: 0.9rem;
      }
      .stages {
        display: grid;
        gap: 0.6rem;
        padding: 1.05rem 1.15rem 0.9rem;
        --chart-height: 220px;
      }
      .of {
        padding: 0.4rem 0.2rem 0;
        font-size: 0.8rem;
      }
      .said {
        margin-bottom: 0.9rem;
        font-size: 0.87rem;
      }
    `,
  ]

  /** Where Leadline is. */
  @property() src = ''
  /** The public id of the embed. */
  @property() embed = ''
  @property() token = ''
  @state() private answer: EmbedAnswer | null = null
  @state() private problem: string | null = null
  private asking: AbortController | null = null
  private timer = 0
  private retry = 0
  private readonly dark = window.matchMedia('(prefers-color-scheme: dark)')
  private readonly recolour = () => window.dispatchEvent(new Event(themeChanged))

  override connectedCallback(): void {
    super.connectedCallback()
    this.dark.addEventListener('change', this.recolour)
    this.timer = window.setInterval(() => void this.look(), lookEvery)
    if (this.hasUpdated) void this.look()
  }

  override disconnectedCallback(): void {
    this.dark.removeEventListener('change', this.recolour)
    window.clearInterval(this.timer)
    window.clearTimeout(this.retry)
    this.asking?.abort()
    super.disconnectedCallback()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (['src', 'embed', 'token'].some((name) => changed.has(name))) void this.look()
  }

  private async look(): Promise<void> {
    this.asking?.abort()
    window.clearTimeout(this.retry)
    const asking = new AbortController()
    this.asking = asking
    try {
      this.show(await askEmbed(this.src, this.embed, this.token, asking.signal), null)
      await drawn(this)
    } catch (error) {
      if (asking.signal.aborted) return
      const seconds = error instanceof EmbedProblem ? error.retryAfter : null
      if (seconds !== null) this.retry = window.setTimeout(() => void this.look(), Math.max(1, seconds) * 1_000)
      // What is shown stays while the server only asks for patience.
      if (seconds !== null && this.answer !== null) return
      this.show(null, error instanceof EmbedProblem ? error.message : notDrawn)
    }
  }

  private show(answer: EmbedAnswer | null, problem: string | null): void {
    this.answer = answer
    this.problem = problem
    const wanted = answer?.viewer.embed.theme ?? 'AUTO'
    if (wanted === 'AUTO') delete this.dataset['theme']
    else this.dataset['theme'] = wanted.toLowerCase()
    this.recolour()
  }

  protected override render() {
    if (this.problem !== null) return html`<p class="note warning" role="status">${this.problem}</p>`
    if (this.answer === null) return html`<p class="muted" role="status" aria-busy="true">Asking …</p>`
    const { viewer, service } = this.answer
    const { embed } = viewer
    if (embed.part === 'DASHBOARD') return wholeDashboard(embed, this.answer as unknown as EmbeddedDashboard)
    if (!service)
      return html`<p class="note warning" role="status">There is no service <span class="name" dir="auto">${embed.service}</span> any more.</p>`
    // The document of the part asks for what is shown, and for nothing else.
    const metrics = service.metrics as ServiceMetrics
    return html`${embed.part === 'STAGES' ? stages(metrics) : cards(embed, service)} ${this.of(service.name, embed, metrics)}`
  }

  private of(service: string, { environment, timeZone, metric }: EmbedFacts, metrics: ServiceMetrics): TemplateResult {
    const window = metrics[metric ?? 'leadTimeForChanges'].window
    return html`<p class="of muted">
      <span class="name" dir="auto">${service}</span> in <span class="name" dir="auto">${environment}</span>${
        window === undefined ? nothing : html`, ${stretch(window.from, window.to, timeZone)} (${timeZone})`
      }
    </p>`
  }
}

function cards({ metric, steps, timeZone }: EmbedFacts, service: NonNullable<EmbedAnswer['service']>) {
  const metrics = service.metrics as ServiceMetrics
  const before = service.before as MetricAnswers | undefined
  const shown: readonly MetricName[] = metric === null ? metricNames : [metric]
  const time = { by: steps, timeZone }
  const { deploymentFrequency: frequency } = service.metrics
  const meanwhile = { deployments: frequency?.series ?? [], marks: ruleMarks(service.ruleChanges ?? []) }
  return html`<div class="cards">
    ${shown.map(
      (name) =>
        html`<leadline-metric-card
          .view=${viewMetric(name, metrics)}
          .change=${before === undefined ? null : compareMetric(name, metrics, before)}
          .drawing=${metrics[name].sampleSize === 0 ? null : trendDrawing(name, metrics, time, meanwhile)}
          .facts=${metricFacts(name, metrics)}
          .definition=${metrics[name].definition?.text ?? ''}
          action=""
        ></leadline-metric-card>`,
    )}
  </div>`
}

function stages(metrics: ServiceMetrics): TemplateResult {
  const { stages: known, sampleSize } = metrics.leadTimeForChanges
  const nothingKnown =
    sampleSize === 0 ? 'No change of this window shows its stages.' : 'No stage of lead time is known.'
  return html`<section class="card stages" aria-labelledby="stages">
    <h2 id="stages">Where lead time goes</h2>
    ${hasKnownStages(known) ? html`<leadline-chart .drawing=${stagesDrawing(metrics)}></leadline-chart>` : html`<p class="muted">${nothingKnown}</p>`}
  </section>`
}
