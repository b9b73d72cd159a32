import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ApiProblem, ask } from '../api.ts'
import type { BadgesSwitchAnswer } from '../embed-answers.ts'
import { type BadgeOf, badgeMarkdown } from '../embed-words.ts'
import { metricInfo } from '../metric-view.ts'
import badgesSwitch from '../queries/badges-switch.graphql?raw'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'

/** Sent when a service began to show badges, or ceased to. */
const badgesSwitched = 'leadline-badges-switched'

/** A badge of a metric as Markdown, and the switch that lets its service show badges or not. */
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
  /** While it is switched; a button that was disabled meanwhile would lose the focus. */
  private busy = false
  /** What was switched, for those who do not see it. */
  @own() private said = ''
  @own() private failure: string | null = null

  protected override render() {
    if (this.of === null) return nothing
    const { service, metric } = this.of
    const name = html`<span class="name" dir="auto">${service}</span>`
    return html`<section aria-labelledby="badge">
      <h3 id="badge">A badge for a README</h3>
      <p class="small muted">${this.shows ? html`Badges of ${name} are on: anybody may see its numbers as badges, without a token.` : html`A badge is one number that anybody may see, without a token. Badges of ${name} are off until an administrator lets it show some.`}</p>
      ${this.shows ? html`<leadline-copyable .label=${`Markdown: ${metricInfo[metric].title}`} .text=${badgeMarkdown(this.of)}></leadline-copyable>` : nothing}
      ${
        this.mayAdminister
          ? html`<button class="button" type="button" @click=${() => void this.switch(service, !this.shows)}>
              ${this.shows ? html`Switch badges of ${name} off` : html`Let ${name} show badges`}
            </button>`
          : nothing
      }
      <p class="small" role="status">${this.said}</p>
      ${this.failure === null ? nothing : html`<p class="note warning" role="alert">${this.failure}</p>`}
    </section>`
  }

  private async switch(name: string, badges: boolean): Promise<void> {
    if (this.busy) return
    this.failure = null
    this.said = ''
    this.busy = true
    try {
      const { serviceUpdate } = (await ask<BadgesSwitchAnswer>(badgesSwitch, { name, badges })).data
      const [error] = serviceUpdate.userErrors
      this.failure = error?.message ?? null
      if (error !== undefined) return
      this.said = badges
        ? 'Switched on: the badge can be seen now.'
        : 'Switched off. A badge that was seen lately may be shown for five minutes more.'
      this.dispatchEvent(new Event(badgesSwitched))
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.failure = error.message
    } finally {
      this.busy = false
    }
  }
}
