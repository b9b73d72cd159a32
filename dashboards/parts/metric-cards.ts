import { css, html, nothing, type TemplateResult } from 'lit'
import type { MetricAnswers, ServiceMetrics } from '../answers.ts'
import type { Mark } from '../charts/marks.ts'
import { type Chip, commonChips } from '../doubts.ts'
import { trendDrawing } from '../drawings.ts'
import { moment, stretch } from '../format.ts'
import { compareMetric } from '../metric-change.ts'
import { metricFacts } from '../metric-facts.ts'
import { type MetricName, metricNames, viewMetric } from '../metric-view.ts'
import { metricPicture } from '../picture-words.ts'
import { definitionsHref } from '../record-links.ts'
import type { UrlState } from '../url-state.ts'
import { stepAction } from '../step-evidence.ts'
import { bucketFor } from '../window-choice.ts'
import { chipList } from './chips.ts'
import './metric-card.ts'

export const metricCardsStyles = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.3rem;
    align-items: baseline;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 1rem;
  }
  .cards > * {
    grid-column: span 2;
  }
  .cards > .deploymentFrequency,
  .cards > .leadTimeForChanges {
    grid-column: span 3;
    --chart-height: 180px;
  }
  .ways {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr));
    gap: 1rem;
  }
  .ways > .spread {
    grid-template-rows: auto 1fr;
  }
  .stages,
  .spread,
  .timeline {
    display: grid;
    gap: 0.8rem;
    padding: 1.05rem 1.15rem;
    --chart-height: 240px;
  }
  .stages-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 0.8rem;
  }
  .stages-head .button {
    min-height: 1.6rem;
    margin-right: -0.5rem;
    padding: 0.05rem 0.5rem;
  }
  .timeline {
    --chart-height: 170px;
  }
  @media (max-width: 62rem) {
    .cards > *,
    .cards > .deploymentFrequency,
    .cards > .leadTimeForChanges {
      grid-column: 1 / -1;
    }
  }
`

interface Shown {
  /** Name of the service or the team. */
  readonly of: string
  /** Whether they can be put on pages elsewhere from here. */
  readonly embeddable?: boolean
  readonly metrics: ServiceMetrics
  /** Over the window before; null until they are known. */
  readonly before: MetricAnswers | null
  readonly state: UrlState
  /** Whether other numbers are on their way. */
  readonly loading: boolean
  /** What happened meanwhile, for the trends. */
  readonly marks: readonly Mark[]
  /** Opens the question in GraphiQL. */
  readonly query: string
  /** Explains the change of lead time; null where that is shown already. */
  readonly why: string | null
  /** What a step of a trend leads to; left out: nothing. */
  readonly chooseStep?: (name: MetricName, index: number) => void
}

/** The five metrics of a service or of a team at full size, below what holds for all of them. */
export function metricCards(shown: Shown): TemplateResult {
  const { of, embeddable = false, metrics, before, state, loading, why, marks, chooseStep } = shown
  const meanwhile = { deployments: metrics.deploymentFrequency.series, marks }
  const time = { by: bucketFor(state.range), timeZone: state.timeZone }
  const common = commonChips(metricNames.map((name) => viewMetric(name, metrics)))
  return html`${said(shown, common)}
    <div class="cards ${loading ? 'stale' : ''}" aria-busy=${loading}>
      ${metricNames.map(
        (name) =>
          html`<leadline-metric-card
            class=${name}
            ?embeddable=${embeddable}
            .picture=${metricPicture(of, name, metrics, state)}
            .view=${viewMetric(name, metrics)}
            .change=${before === null ? null : compareMetric(name, metrics, before)}
            .why=${name === 'leadTimeForChanges' ? why : null}
            .drawing=${metrics[name].sampleSize === 0 ? null : trendDrawing(name, metrics, time, meanwhile)}
            .facts=${metricFacts(name, metrics)}
            .above=${common}
            .definition=${metrics[name].definition?.text ?? ''}
            .definitionHref=${definitionsHref(state, name)}
            .action=${chooseStep === undefined ? '' : stepAction(name)}
            @leadline-point=${(event: CustomEvent<number>) => chooseStep?.(name, event.detail)}
          ></leadline-metric-card>`,
      )}
    </div>`
}

function said({ metrics, state, query, marks }: Shown, common: readonly Chip[]) {
  const { timeZone } = state
  const { window, definition } = metrics.deploymentFrequency
  if (window === undefined) return nothing
  return html`<p class="facts muted small">
    <span>
      ${stretch(window.from, window.to, timeZone)}; until ${moment(window.to, timeZone)} ${timeZone}. ${legendWords(marks)}
    </span>
    ${definition === undefined ? nothing : rulesWords(definition.rulesVersion, definitionsHref(state))}
    <span>${chipList(common)}</span>
    <a class="no-print" href=${query}>The query behind this</a>
  </p>`
}

/** What a trend draws beside its points. */
function legendWords(marks: readonly Mark[]): string {
  const kinds = new Set(marks.map(({ kind }) => kind))
  const incidents = kinds.has('INCIDENT') ? ', triangles incidents that opened' : ''
  const rules = kinds.has('RULES') ? ', upright lines changes of the rules' : ''
  return `Bars behind the points of a trend are 90 % intervals; strokes on its axis are deployments${incidents}${rules}.`
}

function rulesWords(version: string, href: string): TemplateResult {
  const meaning = `Version ${version} of the rules by which the numbers are computed; a release that may move numbers raises it.`
  return html`<a class="no-print" href=${href} title=${meaning}>Rules ${version}<span class="unseen">: ${meaning}</span></a>`
}
