import { html, type TemplateResult } from 'lit'
import type { Chip } from '../doubts.ts'

/** Doubts in a few words each; the whole sentence is there for the pointer and for screen readers. */
export function chipList(chips: readonly Chip[]): TemplateResult[] {
  return chips.map(
    ({ text, explanation, tone }) =>
      html`<span class="chip ${tone === 'warning' ? tone : ''}" title=${explanation}>${text}<span class="unseen">: ${explanation}</span></span> `,
  )
}
