import { html, type TemplateResult } from 'lit'
import { safeUrl, shortSha } from '../format.ts'

interface Named {
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
}

/** Title and number or commit of a change, as a link where its sender gave a safe one. */
export function changeName({ number, sha, title, url }: Named): TemplateResult {
  const commit = sha === null ? '' : shortSha(sha)
  const reference = number === null ? commit : `#${number}`
  const text = html`<span class="name" dir="auto">${title ?? 'Untitled change'}</span>`
  const href = safeUrl(url)
  const name = href === null ? text : html`<a href=${href} rel="noopener">${text}</a>`
  return html`${name} <span class="mono muted">${reference}</span>`
}
