import { html, nothing, type TemplateResult } from 'lit'
import { type Statement, yamlEntry } from '../alerting-statements.ts'
import './copyable.ts'

/** A link that opens what changes something in GraphiQL, filled in with what it says now. */
export function changeLink(words: string, href: string): TemplateResult {
  return html`<a href=${href}>${words}</a>`
}

/** How something is changed: in the file that states it, else by the API, or by a file that states it from then on. */
export function howToChange(
  list: string,
  origin: 'FILE' | 'API',
  statement: Statement,
  links: readonly TemplateResult[],
): TemplateResult {
  const place = html`<code>${list}:</code> in <code>leadline.yaml</code>`
  return html`${
    origin === 'FILE'
      ? html`<p>It stands under ${place}, as below. That list is the whole of what the file states: an entry that is taken out is gone.</p>`
      : html`<p>
          The API made it. In GraphiQL, for a token with the scope <code>admin</code>:
          ${links.map((link, at) => html`${at === 0 ? nothing : ', '}${link}`)}. Or state it under ${place} beside what stands there, and the file has it from then on:
        </p>`
  }
    <leadline-copyable label="Entry of the file" .text=${yamlEntry(statement)}></leadline-copyable>
    <leadline-copyable label="Commands" .text=${'npx leadline plan\nnpx leadline apply'}></leadline-copyable>`
}
