import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { moment, shortVersion } from '../format.ts'
import { Loader } from '../loader.ts'
import runningQuery from '../queries/running-of-service.graphql?raw'
import { deploymentHref } from '../record-links.ts'
import type { OnItsWay, RunningOfServiceAnswer } from '../running-answers.ts'
import { comingOf } from '../running-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'

type Named = OnItsWay['deployment']

function versionLink(state: UrlState, { id, version }: Named): TemplateResult {
  return html`<a class="mono name" dir="auto" href=${deploymentHref(state, id)} title=${version}>${shortVersion(version)}</a>`
}

/** `1.4.0 is on its way since …`, leading to that deployment. */
export function onItsWayWords(state: UrlState, { since, deployment }: OnItsWay, to = ''): TemplateResult {
  const where = to === '' ? nothing : html` to <span class="name">${to}</span>`
  return html`${versionLink(state, deployment)} is on its way${where} since
    <time datetime=${since}>${moment(since, state.timeZone)}</time>`
}

/** What was asked for of a service and is not live yet; nothing where there is none. */
@customElement('leadline-on-its-way')
export class OnItsWayPart extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host([hidden]) {
        display: none;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  private readonly running = new Loader<RunningOfServiceAnswer>(this)

  protected override willUpdate(): void {
    const variables = { service: this.service, environment: this.state.environment }
    this.running.load(
      `running of ${this.service} in ${variables.environment}\n${JSON.stringify(variables)}\n${this.revision}`,
      (signal) => ask<RunningOfServiceAnswer>(runningQuery, variables, signal),
    )
    this.hidden = this.coming.length === 0
  }

  private get coming() {
    const { answer } = this.running
    return answer === null ? [] : comingOf(answer.data)
  }

  protected override render() {
    const { state, coming } = this
    if (coming.length === 0) return nothing
    return html`<section class="note" aria-label="On its way">
      <ul>
        ${coming.map(
          (each) =>
            html`<li data-coming=${each.deployment.id}>
              ${onItsWayWords(state, each, each.to)}, and not live yet; ${each.running.map((version, at) => html`${at === 0 ? nothing : ', '}${versionLink(state, version)}`)}
              ${each.running.length === 1 ? 'runs' : 'run'} there.
            </li>`,
        )}
      </ul>
    </section>`
  }
}
