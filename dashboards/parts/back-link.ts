import { html, nothing, type TemplateResult } from 'lit'

/** From where a page was come to. It is kept with the entry of the history, so that addresses stay short. */
interface CameFrom {
  readonly href: string
  readonly title: string
}

/** What the next entry of the history keeps of the page that is shown. */
export function cameFrom(title: string): CameFrom {
  return { href: `${window.location.pathname}${window.location.search}`, title }
}

function isCameFrom(state: unknown): state is CameFrom {
  return typeof state === 'object' && state !== null && 'href' in state && 'title' in state
}

/** A way back as the reader came: after *Why?* to the same view of it. Nothing where the page was opened by itself. */
export function backLink(): TemplateResult | typeof nothing {
  const state: unknown = window.history.state
  if (!isCameFrom(state)) return nothing
  const why = new URL(state.href, window.location.origin).searchParams.get('why') === '1'
  return html`<nav class="small no-print" aria-label="Where you came from">
    <a href=${state.href}>Back to <span class="name" dir="auto">${state.title}</span>${why ? ': why lead time changed' : ''}</a>
  </nav>`
}
