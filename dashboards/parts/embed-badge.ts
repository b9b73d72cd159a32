import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import type { BadgesShowAnswer } from '../embed-answers.ts'
import { type BadgeOf, badgeMarkdown } from '../embed-words.ts'
import { metricInfo } from '../metric-view.ts'
import badgesShow from '../queries/badges-show.graphql?raw'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'

/** Sent when a service began to show badges. */
const badgesShown = 'leadline-badges-shown'

/** A badge of a metric as Markdown, or how its service comes to show some. */
@customElement('leadline-embed-badge')
export class EmbedBadge extends LitElement {
  static override styles = [
    baseStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: start;
        gap: 0.5rem;
        padding-top: 0.8rem;
        border-top: 1px solid var(--line);
      }
      leadline-copyable {
        justify-self: stretch;
        min-width: 0;
      }
    `,
  ]

  @property({ attribute: false }) of: BadgeOf | null = null
  /** Whether the service shows badges. */
  @property({ type: Boolean }) shows = false
  @property({ type: Boolean }) mayAdminister = false
  @own() private failure: string | null = null

  protected override render() {
    if (this.of === null) return nothing
    const { service, metric } = this.of
    const name = html`<span class="name" dir="auto">${service}</span>`
    return html`<section aria-labelledby="badge">
      <h3 id="badge">A badge for a README</h3>
      ${
        this.shows
          ? html`<leadline-copyable .label=${`Markdown: ${metricInfo[metric].title}`} .text=${badgeMarkdown(this.of)}></leadline-copyable>`
          : html`<p class="small muted">
                A badge is one number that anybody may see, without a token. ${name} shows none until an administrator lets it.
              </p>
              ${
                this.mayAdminister
                  ? html`<button class="button" type="button" @click=${() => void this.show()}>Let ${name} show badges</button>`
                  : nothing
              }`
      }
      ${this.failure === null ? nothing : html`<p class="note warning" role="alert">${this.failure}</p>`}
    </section>`
  }

  private async show(): Promise<void> {
    this.failure = null
    try {
      const { serviceUpdate } = (await ask<BadgesShowAnswer>(badgesShow, { name: this.of?.service })).data
      const [error] = serviceUpdate.userErrors
      if (error === undefined) this.dispatchEvent(new Event(badgesShown))
      else this.failure = error.message
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failure = error.message
    }
  }
}
