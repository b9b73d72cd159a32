import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { CorrectionsAnswer } from '../evidence-answers.ts'
import { group } from '../format.ts'
import { Loader } from '../loader.ts'
import correctionsQuery from '../queries/corrections.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { windowInput } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { incidentName } from './incident-name.ts'
import { problemNote } from './problem-note.ts'

/** What people settled about incidents of the window, those too that count as no failure any more; nothing where nobody did. */
@customElement('leadline-corrections')
export class Corrections extends LitElement {
  static override styles = [
    baseStyles,
    css`
      section {
        padding: 0.9rem 1.15rem;
        border-top: 1px solid var(--line);
      }
      ul {
        display: grid;
        gap: 0.6rem;
        margin: 0.5rem 0 0;
        padding-left: 1.1rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  /** The window of the numbers above. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  private readonly corrected = new Loader<CorrectionsAnswer>(this)

  protected override willUpdate(): void {
    const { environment, focus, range, timeZone } = this.state
    const given = focus ?? this.window
    const window = given ? { from: given.from, to: given.to, timeZone } : windowInput(range, timeZone)
    const scope = JSON.stringify({ name: this.service, environment, focus, range, timeZone })
    this.corrected.load(`corrections ${this.service}\n${scope}\n${this.revision}`, (signal) =>
      ask<CorrectionsAnswer>(correctionsQuery, { name: this.service, environment, window }, signal),
    )
  }

  protected override render() {
    const { answer, problem } = this.corrected
    if (problem !== null) return html`<section>${problemNote(problem, () => this.again())}</section>`
    const { totalCount, nodes } = answer?.data.incidents ?? { totalCount: 0, nodes: [] }
    if (nodes.length === 0) return nothing
    const more = totalCount - nodes.length
    return html`<section aria-labelledby="corrected">
      <h3 id="corrected">Incidents that people corrected</h3>
      <ul>
        ${nodes.map((incident) => html`<li>${incidentName(incident, this.state, null)}</li>`)}
        ${more > 0 ? html`<li class="muted">and ${group(more)} earlier ones</li>` : nothing}
      </ul>
    </section>`
  }

  private again(): void {
    this.corrected.expire()
    this.requestUpdate()
  }
}
