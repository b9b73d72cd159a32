import { html, type TemplateResult } from 'lit'
import type { IncidentRow } from '../evidence-answers.ts'
import { moment, safeUrl } from '../format.ts'
import { settledWords } from '../settled-words.ts'

/** Title and times of an incident, as a link where its sender gave a safe one, and what people settled about it. */
export function incidentName(
  { externalId, title, url, openedAt, restoredAt, overrides }: IncidentRow,
  timeZone: string,
): TemplateResult {
  const text = html`<span class="name" dir="auto">${title ?? externalId}</span>`
  const href = safeUrl(url)
  const end = restoredAt === null ? 'still open' : `restored ${moment(restoredAt, timeZone)}`
  return html`${href === null ? text : html`<a href=${href} rel="noopener">${text}</a>`}
    <span class="muted small">opened ${moment(openedAt, timeZone)}, ${end}</span>
    ${overrides.map((settled) => html`<div class="small name" dir="auto">${settledWords(settled, timeZone)}</div>`)}`
}
