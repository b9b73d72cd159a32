import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { StatusAnswer } from '../answers.ts'
import { baseStyles } from '../parts/base-styles.ts'
import { dashboardHref } from '../record-links.ts'
import { defaultState, type UrlState } from '../url-state.ts'

type Named = StatusAnswer['dashboards']

/** Dashboards as links, in the order of leadline.yaml. */
export function dashboardList(state: UrlState, dashboards: Named): TemplateResult {
  return html`<ul>
    ${dashboards.map(
      ({ name, title }) =>
        html`<li><a class="name" dir="auto" href=${dashboardHref(state, name)}>${title}</a> <span class="muted small mono">/d/${name}</span></li>`,
    )}
  </ul>`
}

/** The pages of one's own. */
@customElement('leadline-dashboards')
export class Dashboards extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .card {
        padding: 1rem 1.2rem;
      }
      ul {
        display: grid;
        gap: 0.5rem;
        list-style: none;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  /** Null while it is not known. */
  @property({ attribute: false }) dashboards: Named | null = null

  protected override render() {
    const { dashboards } = this
    return html`<h1>Dashboards</h1>
      ${dashboards === null ? html`<p class="muted" role="status">Asking which there are …</p>` : this.content(dashboards)}`
  }

  private content(dashboards: Named): TemplateResult {
    if (dashboards.length > 0)
      return html`<section class="card" aria-label="Dashboards">${dashboardList(this.state, dashboards)}</section>`
    return html`<p class="note">There is none yet. Write one under <code>dashboards:</code> in <code>leadline.yaml</code>, and apply it with <code>npx leadline apply</code>.</p>`
  }
}
