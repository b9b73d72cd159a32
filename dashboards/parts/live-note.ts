import { html, nothing, type TemplateResult } from 'lit'
import type { LiveState } from '../live-updates.ts'

/** What keeps the numbers from following new events, and what to do; nothing where they do. */
export function liveNote(state: LiveState, refusal: string): TemplateResult | typeof nothing {
  if (state === 'lost')
    return html`<p class="note warning">
      The connection to Leadline is lost: the numbers are those of before. It is tried again by itself, and they come up to date once it is back.
    </p>`
  if (state === 'never')
    return html`<p class="note warning">
      The numbers do not follow new events: no WebSocket to <span class="mono">/graphql</span> can be opened. A proxy before Leadline has to pass it on. Until then, load the page again to see newer ones.
    </p>`
  if (state === 'refused')
    return html`<p class="note warning">
      The numbers do not follow new events: <span class="name">${refusal}</span> Load the page again to see newer ones.
    </p>`
  return nothing
}
