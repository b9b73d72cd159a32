import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { exactStretch, spanWords } from '../format.ts'
import { go } from '../navigation.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { isMoment, type TimeRange } from '../url-values.ts'
import { localDate, presets, shiftDate, toInstant } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { choiceStyles, environmentChoice, zoneChoice } from './choices.ts'

/** Chooses the stretch of time, its zone and the environment; all of it goes into the address. */
@customElement('leadline-time-choice')
export class TimeChoice extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
        align-items: center;
      }
      .segments {
        display: flex;
        flex-wrap: wrap;
        max-width: 100%;
        padding: 2px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface);
      }
      .segments button {
        padding: 0.25rem 0.7rem;
        min-height: 1.85rem;
        border: 0;
        border-radius: 6px;
        background: none;
        color: var(--muted);
        cursor: pointer;
        white-space: nowrap;
      }
      .segments button:hover {
        color: var(--ink);
      }
      .segments [aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--ink);
        font-weight: 560;
      }
      .segments [aria-expanded] {
        white-space: normal;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: end;
        flex-basis: 100%;
        padding: 0.7rem 0.9rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  /** The window of the last answer, to begin choosing dates from. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  /** Nothing is asked of one environment. */
  @property({ type: Boolean }) allEnvironments = false
  @own() private choosing = false
  @own() private complaint = ''

  private choose(change: Partial<UrlState>): void {
    this.choosing = false
    this.complaint = ''
    go(this, { ...this.state, focus: null, open: null, ...change })
  }

  private apply(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement)) return
    const given = new FormData(currentTarget)
    const [from, last] = [given.get('from'), given.get('last')]
    const texts = typeof from === 'string' && typeof last === 'string'
    if (!texts || !isMoment(from) || !isMoment(last)) this.complaint = 'Both days are needed.'
    else if (last < from) this.complaint = 'The last day lies before the first.'
    else this.choose({ range: { from, to: shiftDate(last, 1) } })
  }

  protected override render() {
    const { range } = this.state
    const choose = (change: Partial<UrlState>) => this.choose(change)
    const custom = !('last' in range) || !presets.some(({ last }) => last === range.last)
    return html`
      <div class="segments" role="group" aria-label="Time">
        ${presets.map(
          ({ last, label }) =>
            html`<button
              type="button"
              aria-pressed=${'last' in range && range.last === last}
              @click=${() => this.choose({ range: { last } })}
            >
              ${label}
            </button>`,
        )}
        <button
          type="button"
          aria-pressed=${custom}
          aria-expanded=${this.choosing}
          @click=${() => (this.choosing = !this.choosing)}
        >
          ${custom ? this.rangeWords(range) : 'Dates …'}
        </button>
      </div>
      ${this.allEnvironments ? nothing : environmentChoice(this.state, this.environments, choose)} ${zoneChoice(this.state, choose)} ${this.choosing ? this.dates() : nothing}
    `
  }

  private rangeWords(range: TimeRange): string {
    if ('last' in range) return `Last ${spanWords(range.last)}`
    const { timeZone } = this.state
    const [from, to] = [toInstant(range.from, timeZone), toInstant(range.to, timeZone)]
    if (range.from.includes('T') || range.to.includes('T')) return exactStretch(from, to, timeZone)
    return `${range.from} – ${shiftDate(range.to, -1)}`
  }

  private dates(): TemplateResult {
    const { timeZone, range } = this.state
    const now = this.window
    const moment = (text: string) => localDate(toInstant(text, timeZone), timeZone)
    const from = 'from' in range ? moment(range.from) : now && localDate(now.from, timeZone)
    const end = 'to' in range ? toInstant(range.to, timeZone) : now?.to
    const last = end && localDate(new Date(Date.parse(end) - 1).toISOString(), timeZone)
    return html`<form class="card" @submit=${(event: SubmitEvent) => this.apply(event)}>
      <label>First day<input class="field" type="date" name="from" required .value=${from ?? ''} /></label>
      <label>Last day<input class="field" type="date" name="last" required .value=${last ?? ''} /></label>
      <button class="button strong" type="submit">Show</button>
      <span class="muted small" role="status">${this.complaint}</span>
    </form>`
  }
}
