import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { go } from '../navigation.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { fromLocal, localTime, toInstant } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { choiceStyles, environmentChoice, teamChoice, zoneChoice } from './choices.ts'

/** Chooses environment, team, zone and the one moment that is looked at; all of it goes into the address. */
@customElement('leadline-moment-choice')
export class MomentChoice extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host,
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
        align-items: center;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) environments: readonly string[] = []
  @property({ attribute: false }) teams: readonly string[] = []
  @own() private complaint = ''

  protected override render() {
    const choose = (change: Partial<UrlState>) => this.choose(change)
    return html`${environmentChoice(this.state, this.environments, choose)} ${teamChoice(this.state, this.teams, choose)}
    ${zoneChoice(this.state, choose)} ${this.moment()}`
  }

  private choose(change: Partial<UrlState>): void {
    this.complaint = ''
    go(this, { ...this.state, open: null, ...change })
  }

  private moment(): TemplateResult {
    const { at, timeZone } = this.state
    const value = at === null ? '' : localTime(toInstant(at, timeZone), timeZone)
    return html`<form @submit=${(event: SubmitEvent) => this.apply(event)}>
      <label class="unseen" for="at">Moment, in the chosen time zone</label>
      <input id="at" class="field" type="datetime-local" name="at" .value=${value} />
      <button class="button" type="submit">Show that moment</button>
      ${at === null ? nothing : html`<button class="button quiet" type="button" @click=${() => this.choose({ at: null })}>Show now</button>`}
      <span class="muted small" role="status">${this.complaint}</span>
    </form>`
  }

  private apply(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement)) return
    const wall = new FormData(currentTarget).get('at')
    if (typeof wall !== 'string' || wall === '') this.complaint = 'A day and a time are needed.'
    else this.choose({ at: fromLocal(wall, this.state.timeZone) })
  }
}
