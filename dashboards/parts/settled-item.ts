import { html, nothing, type TemplateResult } from 'lit'
import { type Settled, settledWords } from '../settled-words.ts'
import type { UrlState } from '../url-state.ts'
import './correct.ts'

/** What somebody settled, and what takes it back while it stands. */
export function settledItem(settled: Settled, state: UrlState): TemplateResult {
  const words = settledWords(settled, state.timeZone)
  return html`<div class="small">
    <span class="name" dir="auto">${words}</span>
    ${
      settled.revoked
        ? nothing
        : html`<leadline-correct .corrections=${[{ form: 'UNDO', override: settled }]} .of=${words} .state=${state}></leadline-correct>`
    }
  </div>`
}
