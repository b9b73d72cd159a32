import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Against } from '../../libs/reports/comparison-question.ts'
import { ask } from '../api.ts'
import type { ServiceNamesAnswer } from '../comparison-answers.ts'
import { Loader } from '../loader.ts'
import { go } from '../navigation.ts'
import namesQuery from '../queries/service-names.graphql?raw'
import { againsts, chooseService, defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { choiceStyles, teamChoice } from './choices.ts'

const againstWords: Readonly<Record<Against, string>> = {
  previous: 'against the time before',
  'last-year': 'against a year earlier',
  none: 'against nothing',
}

/** Which services are compared, and with what; all of it goes into the address. */
@customElement('leadline-comparison-choice')
export class ComparisonChoice extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host,
      form,
      ul {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
      }
      ul {
        gap: 0.3rem;
        flex-basis: 100%;
      }
      input {
        width: 14rem;
        max-width: 100%;
      }
      li .button {
        min-height: 1.6rem;
        padding: 0 0.5rem;
        max-width: 100%;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly names = new Loader<ServiceNamesAnswer>(this)

  protected override willUpdate(): void {
    this.names.load(`service-names\n${this.revision}`, (signal) => ask<ServiceNamesAnswer>(namesQuery, {}, signal))
  }

  private add(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement)) return
    const name = new FormData(currentTarget).get('service')
    if (typeof name !== 'string' || name.trim() === '') return
    currentTarget.reset()
    go(this, { ...chooseService(this.state, name.trim(), true), team: '' })
  }

  protected override render() {
    const { data } = this.names.answer ?? {}
    const known = data?.services.nodes.filter(({ name }) => !this.state.services.includes(name)) ?? []
    const teams = data?.teams.nodes.map(({ name }) => name) ?? []
    return html`
      <form @submit=${(event: SubmitEvent) => this.add(event)}>
        <label class="unseen" for="service">Service to add</label>
        <input id="service" class="field" name="service" list="known" placeholder="Service" autocomplete="off" maxlength="1000" />
        <datalist id="known">${known.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
        <button class="button" type="submit">Add</button>
      </form>
      ${teamChoice(this.state, teams, (change) => go(this, { ...this.state, ...change, services: [] }))} ${this.againstChoice()}
      ${this.state.services.length === 0 ? nothing : this.chosen()}
    `
  }

  private againstChoice(): TemplateResult {
    const change = ({ target }: Event) => {
      const against = againsts.find((base) => target instanceof HTMLSelectElement && base === target.value)
      if (against !== undefined) go(this, { ...this.state, against })
    }
    return html`<label class="unseen" for="against">Held against</label>
      <select id="against" class="field" @change=${change}>
        ${againsts.map((base) => html`<option .value=${base} ?selected=${base === this.state.against}>${againstWords[base]}</option>`)}
      </select>`
  }

  private chosen(): TemplateResult {
    return html`<ul aria-label="Chosen services">
      ${this.state.services.map(
        (name) =>
          html`<li>
            <button class="button" type="button" @click=${() => go(this, chooseService(this.state, name, false))}>
              <span class="name" dir="auto">${name}</span><span aria-hidden="true">×</span><span class="unseen">: remove</span>
            </button>
          </li>`,
      )}
      <li><button class="button quiet" type="button" @click=${() => go(this, { ...this.state, services: [] })}>All services</button></li>
    </ul>`
  }
}
