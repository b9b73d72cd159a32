import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { definitionInput } from '../definition-choice.ts'
import { ask } from '../api.ts'
import { differenceSummary, differenceTable, fallWords, leadTimeDifference } from '../charts/lead-time-difference.ts'
import { stageNames } from '../charts/lead-time-stages.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import whyQuery from '../queries/why.graphql?raw'
import { defaultState, formatUrl, type UrlState } from '../url-state.ts'
import type { Difference, WhyAnswer } from '../why-answers.ts'
import { definitionsHref, whyHref } from '../record-links.ts'
import { averagesWords, leadingService, tailWords, whySentences } from '../why-words.ts'
import { type PictureOf, pictureOf } from '../picture-words.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { problemNote } from './problem-note.ts'
import { whyExports } from './why-exports.ts'
import { moversOf, servicesOf } from './why-tables.ts'
import './trend-chart.ts'

/** Why the lead time of a service or of a team is another than in the window before. */
@customElement('leadline-why-changed')
export class WhyChanged extends LitElement {
  static override styles = [
    baseStyles,
    cardTableStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
        padding: 1.05rem 1.15rem;
        --chart-height: 260px;
        scroll-margin-top: 1rem;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.3rem 1rem;
      }
      .head div {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.3rem 0.8rem;
      }
      .link {
        overflow-wrap: anywhere;
      }
      table.data tbody th {
        min-width: 12rem;
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  /** Either this or `team`. */
  @property() service = ''
  @property() team = ''
  /** As it was answered, so that its numbers are those of the card; null while it is not known. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  @property({ type: Number }) revision = 0
  @state() private said = ''
  private readonly why = new Loader<WhyAnswer, UrlState>(this)
  private shown = false

  private get variables() {
    const { environment, timeZone } = this.state
    const of = this.team === '' ? { service: this.service } : { team: this.team }
    const definition = definitionInput(this.state.definition)
    return { ...of, environment, window: { from: this.window?.from, to: this.window?.to, timeZone }, definition }
  }

  protected override willUpdate(): void {
    if (this.window === null) return
    const { variables } = this
    const { environment, range, timeZone } = this.state
    const name = `${this.service} ${this.team}`
    const key = `why ${name}\n${JSON.stringify({ environment, range, timeZone, definition: variables.definition })}\n${this.revision}`
    this.why.load(key, (signal) => ask<WhyAnswer>(whyQuery, variables, signal), this.state)
  }

  /** Whoever opened it, by a click or by a link, looks at it once. */
  protected override updated(): void {
    if (this.shown || this.why.answer === null) return
    this.shown = true
    const heading = this.renderRoot.querySelector('h2')
    heading?.focus({ preventScroll: true })
    this.renderRoot.querySelector('section')?.scrollIntoView({ block: 'start' })
  }

  protected override render() {
    const { answer, problem, loading } = this.why
    return html`<section class="card ${loading ? 'stale' : ''}" aria-labelledby="why" aria-busy=${loading}>
      <div class="head">
        <h2 id="why" tabindex="-1">Why did lead time change?</h2>
        <div class="no-print">
          <button class="button quiet" type="button" @click=${() => void this.copy()}>Copy link</button>
          <a href=${formatUrl({ ...this.state, why: false })}>Close</a>
        </div>
      </div>
      <p role="status" class="small muted link ${this.said === '' ? 'unseen' : ''}">${this.said}</p>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? html`<p class="muted">Asking for the numbers …</p>` : this.content(answer.data.leadTimeDifference)}
    </section>`
  }

  private get picture(): PictureOf {
    const { environment, timeZone } = this.state
    const of = this.team === '' ? this.service : this.team
    return pictureOf({ of, what: 'lead-time-difference', environment }, this.window, timeZone)
  }

  private content(difference: Difference): TemplateResult {
    const { unavailableBecause, before, after } = difference
    if (unavailableBecause !== null) return html`<p>${unavailableBecause} ${this.longer()}</p>`
    const drawing = {
      title: 'Lead time before and now',
      summary: differenceSummary(difference),
      table: differenceTable(difference),
      points: fallWords(difference),
      configure: (palette: Parameters<typeof leadTimeDifference>[1]) => leadTimeDifference(difference, palette),
    }
    return html`
      <p class="sentence">${whySentences(difference).join(' ')}</p>
      ${this.first(difference)}
      ${this.meaning(difference)}
      <leadline-chart .drawing=${drawing} .picture=${this.picture}></leadline-chart>
      <details class="muted small">
        <summary>How is this computed?</summary>
        <p>
          ${averagesWords} Here it is over ${before.keptSize} of ${plural(before.sampleSize, 'change')} before and ${after.keptSize} of
          ${after.sampleSize} now, the same ones for every stage, so that stages add up exactly. ${tailWords(difference)}
        </p>
        <p class="no-print">
          <a href=${definitionsHref(this.state, 'leadTimeForChanges')}>What lead time counts, and every stage</a> ·
          <a href=${queryLink('why', this.variables)}>The query behind this</a>
        </p>
      </details>
      ${difference.services.length > 1 ? servicesOf(difference, this.state) : nothing}
      ${moversOf(difference, this.state, this.team !== '')}
      ${whyExports(difference, `${this.team || this.service}, ${this.why.scope?.environment ?? ''}`, this.why.isSettled)}
    `
  }

  /** The way to the service to look at first, where the stages of all of them together would mislead. */
  private first(difference: Difference) {
    const name = leadingService(difference)?.service.name
    if (name === undefined) return nothing
    return html`<p><a href=${whyHref(this.state, name)}>Why did lead time of <span class="name" dir="auto">${name}</span> change?</a></p>`
  }

  /** What the stage is that moved most. */
  private meaning({ stageMovedMost }: Difference) {
    const stage = stageMovedMost === null ? undefined : stageNames[stageMovedMost]
    return stage === undefined
      ? nothing
      : html`<p class="muted small">${stage.title}: ${stage.meaning}. <a class="no-print" href=${definitionsHref(this.state, 'leadTimeForChanges')}>What the other stages are</a></p>`
  }

  /** A way out where there is too little to explain. */
  private longer() {
    const range = { last: 'P90D' }
    if (JSON.stringify(this.state.range) === JSON.stringify(range)) return 'Choose a longer window above.'
    return html`<a href=${formatUrl({ ...this.state, range })}>Look at 90 days</a>, or choose a window above in which both have enough.`
  }

  private again(): void {
    this.why.expire()
    this.requestUpdate()
  }

  /** A window that ends now is fixed, so that the link shows the same tomorrow. */
  private get link(): string {
    const { range } = this.state
    const fixed = 'last' in range && this.window !== null ? { from: this.window.from, to: this.window.to } : range
    return new URL(formatUrl({ ...this.state, range: fixed, why: true }), window.location.origin).href
  }

  /** Browsers give the clipboard to pages of https and of this machine only. */
  private async copy(): Promise<void> {
    const { link } = this
    try {
      await navigator.clipboard.writeText(link)
      this.said = 'The link is copied.'
    } catch {
      this.said = `This browser lets no page copy here. The link is ${link}`
    }
  }
}
