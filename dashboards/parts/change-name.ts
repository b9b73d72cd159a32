import { html, nothing, type TemplateResult } from 'lit'
import { safeUrl, shortSha } from '../format.ts'
import { changeHref } from '../record-links.ts'
import type { NamedChange } from '../running-answers.ts'
import type { UrlState } from '../url-state.ts'

/** Title of a change, which leads to its page, and its number or commit, which leads to its host where its sender gave a safe link. */
export function changeName({ id, number, sha, title, url }: NamedChange, state: UrlState): TemplateResult {
  const commit = sha === null ? '' : shortSha(sha)
  const reference = number === null ? commit : `#${number}`
  const href = safeUrl(url)
  const host =
    href === null
      ? html`<span class="mono muted">${reference}</span>`
      : html`<a class="mono" href=${href} rel="noopener"><span class="unseen">at its host: </span>${reference}</a>`
  return html`<a class="name" dir="auto" href=${changeHref(state, id)}>${title ?? 'Untitled change'}</a> ${
    reference === '' ? nothing : host
  }`
}
