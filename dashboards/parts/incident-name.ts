import { html, nothing, type TemplateResult } from 'lit'
import { correctionsOfIncident, type Place } from '../corrections-of.ts'
import type { IncidentRow, SwitchedFlag } from '../evidence-answers.ts'
import { moment, safeUrl } from '../format.ts'
import { incidentHref } from '../record-links.ts'
import type { UrlState } from '../url-state.ts'
import './correct.ts'
import { settledItem } from './settled-item.ts'

/** A flag that was switched meanwhile, and whether that counts. */
export function switchedWords({ key, at, enabled, confidence }: SwitchedFlag, timeZone: string): string {
  const told = `flag ${key} switched ${enabled ? 'on' : 'off'} ${moment(at, timeZone)}`
  return confidence === 'LOW' ? `${told}: a suggestion, not counted` : told
}

/** Where to read an incident at the tool that told of it; nothing where its sender gave no safe address. */
export function toolLink(url: string | null): TemplateResult | typeof nothing {
  const href = safeUrl(url)
  return href === null ? nothing : html`<a class="no-print" href=${href} rel="noopener">In its tool</a>`
}

/**
 * Title and times of an incident, a link to its page, what people settled about it, and what corrects it.
 *
 * @param place where it is seen; null where no correction is offered
 */
export function incidentName(incident: IncidentRow, state: UrlState, place: Place | null): TemplateResult {
  const { id, externalId, title, url, openedAt, restoredAt, switchedFlags, overrides } = incident
  const { timeZone } = state
  const name = title ?? externalId
  const end = restoredAt === null ? 'still open' : `restored ${moment(restoredAt, timeZone)}`
  return html`<a href=${incidentHref(state, id)}><span class="name" dir="auto">${name}</span></a>
    <span class="muted small">opened ${moment(openedAt, timeZone)}, ${end}</span>
    <span class="small">${toolLink(url)}</span>
    ${switchedFlags.map((flag) => html`<div class="small name" dir="auto">${switchedWords(flag, timeZone)}</div>`)}
    ${overrides.map((settled) => settledItem(settled, state))}
    ${
      place === null
        ? nothing
        : html`<leadline-correct .corrections=${correctionsOfIncident(incident, [place])} .of=${name} .state=${state}></leadline-correct>`
    }`
}
