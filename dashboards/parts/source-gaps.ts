import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { day, group, plural } from '../format.ts'
import type { SourceAnswer } from '../setup-answers.ts'
import { reasonWords, sourceWords } from '../source-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { coverageStyles } from './coverage-styles.ts'

/** Remarks on one source that are listed; the page Setup has them all. */
const mostRemarks = 3

/** Sources that went silent or cannot be read, and, for administrators, what could not be understood. */
@customElement('leadline-source-gaps')
export class SourceGaps extends LitElement {
  static override styles = [baseStyles, coverageStyles]

  @property({ attribute: false }) sources: readonly SourceAnswer[] = []
  @property({ attribute: false }) state: UrlState = defaultState
  /** Whether the reader may see what was refused. */
  @property({ type: Boolean }) administers = false

  protected override render() {
    const silent = this.sources.filter(({ gapSince }) => gapSince !== null)
    const refused = this.administers ? this.sources.filter(({ quarantined }) => quarantined > 0) : []
    const failing = this.sources.filter(({ state, quarantined }) => state === 'FAILING' && quarantined === 0)
    const partly = this.administers ? this.sources.filter(({ problems }) => problems.length > 0) : []
    const setup = formatUrl(stateOfPage(this.state, { name: 'setup' }))
    const link = this.administers ? html`<a href=${setup}>Setup</a>` : nothing
    if (silent.length + failing.length + partly.length + refused.length === 0) {
      const rest = this.administers ? ', and everything that came could be understood' : ''
      return html`<p class="muted">No source has gone silent or fails${rest}. ${link}</p>`
    }
    return html`<ul class="rows">
      ${failing.map((source) => this.failing(source, link))} ${silent.map((source) => this.silent(source, link))}
      ${partly.map((source) => this.partly(source, link))} ${refused.map((source) => this.refused(source, link))}
    </ul>`
  }

  private silent(source: SourceAnswer, link: unknown): TemplateResult {
    const since = source.gapSince ?? ''
    return html`<li data-source=${source.name} data-gap="SILENT">
      <div class="line">
        <h3>${source.name}</h3>
        <span class="muted small">silent since <time datetime=${since}>${day(since, this.state.timeZone)}</time></span>
      </div>
      <p class="small">What it would have told since then is in no number.</p>
      <p class="small">${sourceWords(source).advice ?? nothing} ${link}</p>
    </li>`
  }

  private failing({ name, message, readAt }: SourceAnswer, link: unknown): TemplateResult {
    const last =
      readAt === null
        ? 'never read'
        : html`last read on <time datetime=${readAt}>${day(readAt, this.state.timeZone)}</time>`
    return html`<li data-source=${name} data-gap="FAILING">
      <div class="line">
        <h3>${name}</h3>
        <span class="muted small">cannot be read, ${last}</span>
      </div>
      <p class="small">What it would tell is in no number.</p>
      <p class="small name">${this.administers ? message : 'An administrator sees on the page Setup what is wrong.'} ${link}</p>
    </li>`
  }

  private partly({ name, problems, readAt }: SourceAnswer, link: unknown): TemplateResult {
    return html`<li data-source=${name} data-gap="PROBLEMS">
      <div class="line">
        <h3>${name}</h3>
        <span class="muted small">${plural(problems.length, 'remark')}${readAt === null ? '' : ' from the last reading'}</span>
      </div>
      ${problems.slice(0, mostRemarks).map((problem) => html`<p class="small name">${problem}</p>`)}
      <p class="small">What could not be read or placed is in no number; versions without a commit count, and all else of it was read. ${link}</p>
    </li>`
  }

  private refused(source: SourceAnswer, link: unknown): TemplateResult {
    const { name, quarantined, refusals } = source
    const words = plural(quarantined, 'delivery', 'deliveries')
    return html`<li data-source=${name} data-gap="QUARANTINED">
      <div class="line">
        <h3>${name}</h3>
        <span class="muted small"><span class="number">${words}</span> not understood</span>
      </div>
      <p class="small">What ${quarantined === 1 ? 'it says' : `these ${group(quarantined)} say`} is in no number. Why it was not understood lately:</p>
      ${refusals.map((refusal) => html`<p class="small name">${reasonWords(refusal)}</p>`)}
      <p class="small">
        Mend what sends them; they are kept for 14 days, and <code>npx leadline replay</code> offers them again, and <code>npx leadline source dismiss</code> lets them go. ${link}
      </p>
    </li>`
  }
}
