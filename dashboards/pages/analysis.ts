import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import {
  type AnalysedCoverage,
  type AnalysedStream,
  type Analysis,
  coverageWords,
  type SlowChange,
} from '../analysis.ts'
import { commonChips } from '../doubts.ts'
import { hasKnownStages } from '../charts/lead-time-stages.ts'
import { stagesDrawing, trendDrawing } from '../drawings.ts'
import { day, duration, group, plural, repositoryText, safeUrl, shortSha, shortVersion, stretch } from '../format.ts'
import { metricFacts } from '../metric-facts.ts'
import { metricNames, viewMetric } from '../metric-view.ts'
import { metricPicture, leadTimePicture } from '../picture-words.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { chipList } from '../parts/chips.ts'
import '../parts/metric-card.ts'
import { metricCardsStyles } from '../parts/metric-cards.ts'
import { servicePageStyles } from './service-styles.ts'

/** What `leadline analyze` found, on one page without a server. */
@customElement('leadline-analysis')
export class AnalysisPage extends LitElement {
  static override styles = [
    baseStyles,
    metricCardsStyles,
    servicePageStyles,
    css`
      :host {
        max-width: var(--wide);
        margin: 0 auto;
        padding: 1.6rem 1.2rem 3rem;
      }
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
        padding-top: 1.2rem;
      }
      .list {
        display: grid;
        gap: 0.45rem;
        padding: 1.05rem 1.15rem;
      }
      nav ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1rem;
      }
    `,
  ]

  @property({ attribute: false }) analysis: Analysis | null = null

  protected override render() {
    if (this.analysis === null) return nothing
    const { repository, streams, notes, skippedCount } = this.analysis
    return html`
      <header>
        <h1 class="name" dir="auto">${repositoryText(repository.name)}</h1>
        ${this.said(this.analysis)}
      </header>
      ${streams.length > 1 ? contents(streams) : nothing}
      ${streams.length === 0 ? html`<p class="note warning">No deployment was found.</p>` : nothing}
      ${notes.map((note) => html`<p class="note warning" dir="auto">${note}</p>`)}
      <main>${streams.map((stream, index) => this.stream(stream, index))}</main>
      ${[...new Map(streams.map(({ service, coverage }) => [service, coverage]))].map(([service, coverage]) => coverageList(service, coverage))}
      ${skippedCount > 0 ? skippedList(this.analysis) : nothing}
    `
  }

  private said({ repository, configRepository, window, deploymentsFrom }: Analysis): TemplateResult {
    return html`<p class="facts muted">
      <span>${plural(repository.commits, 'commit')}</span>
      ${
        configRepository === null
          ? nothing
          : html`<span><span class="mono name">${repositoryText(configRepository.name)}</span>, ${plural(configRepository.commits, 'commit')}</span>`
      }
      <span>${stretch(window.from, window.to, window.timeZone)}, ${window.timeZone}</span>
      <span>${deploymentsFrom}</span>
    </p>`
  }

  private stream(stream: AnalysedStream, index: number): TemplateResult {
    const { service, environment, metrics } = stream
    const { by, window } = this.analysis as Analysis
    const time = { by, timeZone: window.timeZone }
    const within = { environment, timeZone: window.timeZone, window }
    const common = commonChips(metricNames.map((name) => viewMetric(name, metrics)))
    return html`<article id=${`stream-${index}`} aria-labelledby=${`head-${index}`}>
      <h2 id=${`head-${index}`}><span class="name" dir="auto">${service}</span> in <span class="name" dir="auto">${environment}</span></h2>
      ${common.length === 0 ? nothing : html`<div>${chipList(common)}</div>`}
      <div class="cards">
        ${metricNames.map(
          (name) =>
            html`<leadline-metric-card
              class=${name}
              .picture=${metricPicture(service, name, metrics, within)}
              .view=${viewMetric(name, metrics)}
              .drawing=${metrics[name].sampleSize === 0 ? null : trendDrawing(name, metrics, time)}
              .facts=${metricFacts(name, metrics)}
              .above=${common}
              .action=${''}
              .definition=${metrics[name].definition?.text ?? ''}
            ></leadline-metric-card>`,
        )}
      </div>
      ${this.stages(stream)} ${slowList(stream.slowest, window.timeZone)}
    </article>`
  }

  private stages({ service, environment, metrics }: AnalysedStream) {
    if (!hasKnownStages(metrics.leadTimeForChanges.stages)) return nothing
    const { window } = this.analysis as Analysis
    return html`<section class="card stages">
      <h3>Where lead time goes</h3>
      <leadline-chart
        .drawing=${stagesDrawing(metrics)}
        .picture=${leadTimePicture(service, 'stages', metrics, { environment, timeZone: window.timeZone, window })}
      ></leadline-chart>
    </section>`
  }
}

/** Links of a shadow tree do not find its ids, so that a choice scrolls by itself. */
function contents(streams: readonly AnalysedStream[]): TemplateResult {
  const go = (event: Event, index: number): void => {
    event.preventDefault()
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot
    root.getElementById(`stream-${index}`)?.scrollIntoView()
  }
  return html`<nav aria-label="Services and environments">
    <ul>
      ${streams.map(
        ({ service, environment }, index) =>
          html`<li>
            <a href=${`#stream-${index}`} @click=${(event: Event) => go(event, index)}>${service} in ${environment}</a>
          </li>`,
      )}
    </ul>
  </nav>`
}

function slowList(changes: readonly SlowChange[], timeZone: string) {
  if (changes.length === 0) return nothing
  return html`<section class="card list">
    <h3>Slowest changes</h3>
    <ul>
      ${changes.map(({ seconds, number, sha, title, url, version, liveAt }) => {
        const name = number === null ? shortSha(sha ?? '') : `#${number}`
        const safe = safeUrl(url)
        return html`<li>
          <strong>${duration(seconds).text}</strong>
          ${safe === null ? html`<span class="mono">${name}</span>` : html`<a href=${safe} rel="noopener">${name}</a>`}
          <span class="name" dir="auto">${title ?? ''}</span>
          <span class="muted">live ${day(liveAt, timeZone)} in ${shortVersion(version)}</span>
        </li>`
      })}
    </ul>
  </section>`
}

function coverageList(service: string, known: AnalysedCoverage) {
  const { deployments, gaps } = known
  if (deployments === 0) return nothing
  return html`<section class="card list">
    <h3>Coverage of <span class="name" dir="auto">${service}</span>, and what would mend it</h3>
    <p>${coverageWords(known)}</p>
    <ul>
      ${gaps.map(
        ({ kind, count, example, mend }) =>
          html`<li>${group(count)} × ${kind.toLowerCase().replaceAll('_', ' ')}${example === null ? nothing : html`, such as <span class="mono name">${example}</span>`}: ${mend}</li>`,
      )}
    </ul>
  </section>`
}

function skippedList({ skipped, skippedCount }: Analysis): TemplateResult {
  return html`<section class="card list">
    <h3>${plural(skippedCount, 'item')} could not be read; everything else was</h3>
    <ul>
      ${skipped.map(({ where, why }) => html`<li><span class="mono name">${where}</span>: ${why}</li>`)}
    </ul>
  </section>`
}
