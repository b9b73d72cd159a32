import { html, nothing, type TemplateResult } from 'lit'
import type { Gap } from '../chain/chain.ts'
import { codeParts } from '../coverage-words.ts'
import { isCommand } from '../joint-words.ts'
import './copyable.ts'

/** What is missing of a way, each hole with what fills it; `setup` leads to where sources are connected. */
export function gapList(gaps: readonly Gap[], setup: string): TemplateResult | typeof nothing {
  if (gaps.length === 0) return nothing
  return html`<section class="note warning gaps" aria-label="What is missing">
    <h2>What is missing</h2>
    <ul>
      ${gaps.map(
        ({ where, words, mend }) =>
          html`<li data-gap=${where}>
            <p><strong>${where}</strong>: <span class="name">${words}</span></p>
            ${
              isCommand(mend)
                ? html`<leadline-copyable label=${`What repairs it: ${where}`} .text=${mend}></leadline-copyable>`
                : html`<p class="small name">${codeParts(mend).map(({ code, text }) => (code ? html`<code>${text}</code>` : text))}</p>`
            }
          </li>`,
      )}
    </ul>
    <p class="small no-print"><a href=${setup}>To the setup page</a></p>
  </section>`
}
