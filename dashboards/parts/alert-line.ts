import { html, nothing, type TemplateResult } from 'lit'
import type { AlertLine } from '../alert-answers.ts'
import { exactStretch } from '../format.ts'
import { alertsHref } from '../record-links.ts'
import type { UrlState } from '../url-state.ts'

/** An open alert of a service in a line, which leads to it. */
export function alertLine(
  state: UrlState,
  service: string,
  { title, onsetFrom, onsetTo, environment, acknowledgedBy }: AlertLine,
): TemplateResult {
  return html`<a href=${alertsHref(state, service)}>${title}</a> in <span class="name">${environment.name}</span>, begun
    ${exactStretch(onsetFrom, onsetTo, state.timeZone)}${acknowledgedBy === null ? nothing : html`; <span class="name">${acknowledgedBy}</span> looks after it`}`
}
