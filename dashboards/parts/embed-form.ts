import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { choicesBeside, type EmbedWhat, partOf, readOrigins, rollingLength } from '../embed-words.ts'
import { spanWords, stretch } from '../format.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'

/** Sent when an embed shall be made; the detail is `EmbedInput` but for the service and the address. */
const embedWanted = 'leadline-embed-wanted'

const dayLong = 86_400_000
const lengths = [30, 90, 365]
const themes = [
  { theme: 'AUTO', words: 'As the reader’s system' },
  { theme: 'LIGHT', words: 'Light' },
  { theme: 'DARK', words: 'Dark' },
]

/** What is chosen of an embed: what it shows, of which time, on which pages, for how long and in which colours. */
@customElement('leadline-embed-form')
export class EmbedForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
      }
      .row {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
        gap: 0.8rem;
      }
      label {
        display: grid;
        gap: 0.25rem;
        font-weight: 560;
      }
      .field {
        width: 100%;
        font: inherit;
        font-weight: 400;
        color: inherit;
      }
      .fault {
        color: var(--worse);
      }
      .button {
        justify-self: start;
      }
    `,
  ]

  @property({ attribute: false }) what: EmbedWhat = 'SERVICE'
  @property({ attribute: false }) state: UrlState = defaultState
  /** The window that the page shows. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  /** The server's clock. */
  @property() now = ''
  @property({ type: Boolean }) busy = false
  /** Of a dashboard: what it begins with, in words. */
  @property() begins = ''
  @own() private faults: readonly string[] = []

  protected override render() {
    return html`<form @submit=${(event: SubmitEvent) => this.submit(event)}>
      <label>
        What
        <select class="field" name="what">
          ${choicesBeside(this.what).map(({ what, title }) => html`<option value=${what} ?selected=${what === this.what}>${title}</option>`)}
        </select>
      </label>
      ${this.what === 'DASHBOARD' ? html`<p class="small muted">It shows ${this.begins}, whatever is chosen on this page.</p>` : this.time()}
      <label>
        Origins of the pages that may show it, one a line
        <textarea
          class="field" name="origins" rows="2" placeholder="https://wiki.example" spellcheck="false" maxlength="7000"
          aria-invalid=${this.faults.length > 0} aria-describedby="origins-said"
        ></textarea>
      </label>
      <p class="small ${this.faults.length > 0 ? 'fault' : 'muted'}" id="origins-said" role="status">
        ${
          this.faults.length === 0
            ? 'The beginning of their addresses. Without any, only the embed’s own address shows it.'
            : this.faults.map((fault) => html`${fault} `)
        }
      </p>
      <div class="row">
        <label>
          Ends after
          <select class="field" name="days">
            ${lengths.map((days) => html`<option value=${days} ?selected=${days === 90}>${days} days</option>`)}
          </select>
        </label>
        <label>
          Colours
          <select class="field" name="theme">
            ${themes.map(({ theme, words }) => html`<option value=${theme}>${words}</option>`)}
          </select>
        </label>
      </div>
      <button class="button strong" type="submit" ?disabled=${this.busy}>Make the embed</button>
    </form>`
  }

  private time(): TemplateResult {
    const { range, timeZone } = this.state
    const isRolling = 'last' in range
    return html`<label>
        Time
        <select class="field" name="time">
          <option value="rolling" ?selected=${isRolling}>The last ${spanWords(rollingLength(range))}, whenever it is looked at</option>
          ${
            this.window === null
              ? nothing
              : html`<option value="fixed" ?selected=${!isRolling}>Fixed: ${stretch(this.window.from, this.window.to, timeZone)}</option>`
          }
        </select>
      </label>`
  }

  /** Of what time and place: a dashboard keeps its own. */
  private scope(isFixed: boolean): object {
    if (this.what === 'DASHBOARD') return {}
    const { environment, range, timeZone } = this.state
    const window = isFixed ? { from: this.window?.from, to: this.window?.to } : { last: rollingLength(range) }
    return { environment, timeZone, ...window }
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault()
    const chosen = new FormData(event.target as HTMLFormElement)
    const of = (name: string): string => {
      const value = chosen.get(name)
      return typeof value === 'string' ? value : ''
    }
    const { origins, faults } = readOrigins(of('origins'))
    this.faults = faults
    if (faults.length > 0) return this.renderRoot.querySelector('textarea')?.focus()
    const detail = {
      ...partOf(of('what') as EmbedWhat),
      ...this.scope(of('time') === 'fixed' && this.window !== null),
      theme: of('theme'),
      origins,
      expiresAt: new Date(Date.parse(this.now) + Number(of('days')) * dayLong).toISOString(),
    }
    this.dispatchEvent(new CustomEvent(embedWanted, { detail }))
  }
}
