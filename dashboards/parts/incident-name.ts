import { html, type TemplateResult } from 'lit'
import type { IncidentRow, SwitchedFlag } from '../evidence-answers.ts'
import { moment, safeUrl } from '../format.ts'
import { settledWords } from '../settled-words.ts'

/** A flag that was switched meanwhile, and whether that counts. */
function switchedWords({ key, at, enabled, confidence }: SwitchedFlag, timeZone: string): string {
  const told = `flag ${key} switched ${enabled ? 'on' : 'off'} ${moment(at, timeZone)}`
  return confidence === 'LOW' ? `${told}: a suggestion, not counted` : told
}

/** Title and times of an incident, as a link where its sender gave a safe one, and what people settled about it. */
export function incidentName(
  { externalId, title, url, openedAt, restoredAt, switchedFlags, overrides }: IncidentRow,
  timeZone: string,
): TemplateResult {
  const text = html`<span class="name" dir="auto">${title ?? externalId}</span>`
  const href = safeUrl(url)
  const end = restoredAt === null ? 'still open' : `restored ${moment(restoredAt, timeZone)}`
  return html`${href === null ? text : html`<a href=${href} rel="noopener">${text}</a>`}
    <span class="muted small">opened ${moment(openedAt, timeZone)}, ${end}</span>
    ${switchedFlags.map((flag) => html`<div class="small name" dir="auto">${switchedWords(flag, timeZone)}</div>`)}
    ${overrides.map((settled) => html`<div class="small name" dir="auto">${settledWords(settled, timeZone)}</div>`)}`
}
