import { html, type TemplateResult } from 'lit'
import type { EmbedWhat } from '../embed-words.ts'

/** Sent when somebody wants a part on a page elsewhere; the detail is an `EmbedWhat`. */
export const embedding = 'leadline-embedding'

/** Opens the dialog that makes an embed of what stands beside it. */
export function embedButton(what: EmbedWhat, title: string): TemplateResult {
  const send = (event: Event): void => {
    event.currentTarget?.dispatchEvent(new CustomEvent(embedding, { bubbles: true, composed: true, detail: what }))
  }
  return html`<button class="button quiet small no-print" type="button" aria-haspopup="dialog" @click=${send}>
    Embed<span class="unseen"> ${title}</span>
  </button>`
}
