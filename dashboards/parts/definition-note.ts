import { html, nothing, type TemplateResult } from 'lit'
import { definitionWords, isOwnDefinition, ownDefinition } from '../definition-choice.ts'
import { definitionsHref } from '../record-links.ts'
import { formatUrl, type UrlState } from '../url-state.ts'

/** Says that the numbers below are counted by another definition than ours; nothing where they are not. */
export function definitionNote(state: UrlState): TemplateResult | typeof nothing {
  if (isOwnDefinition(state.definition)) return nothing
  return html`<p class="note" role="note" aria-label="Definition">
    By another definition than Leadline’s own: ${definitionWords(state.definition)}.
    <span class="no-print">
      <a href=${definitionsHref(state)}>Choose another</a> ·
      <a href=${formatUrl({ ...state, definition: ownDefinition })}>Leadline’s own</a>
    </span>
  </p>`
}
