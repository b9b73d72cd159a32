import { html, type TemplateResult } from 'lit'
import type { ApiProblem } from '../api.ts'

/** What went wrong and what can be done; `again` asks once more. */
export function problemNote(problem: ApiProblem, again: () => void): TemplateResult {
  return html`<div class="note warning problem" role="alert">
    <p>${problem.message}</p>
    <button class="button" type="button" @click=${again}>Try again</button>
  </div>`
}
