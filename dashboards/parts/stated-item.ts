import { css, html, nothing, type TemplateResult } from 'lit'
import type { Subject } from '../alerting-answers.ts'
import { serviceHref, teamHref } from '../record-links.ts'
import type { UrlState } from '../url-state.ts'

/** Something that is stated of alerting: what it says, what of it changes nothing, and how it is changed. */
interface StatedItem {
  readonly name: string
  /** A word or two of its state; null where it is as usual. */
  readonly mark: string | null
  readonly facts: readonly (readonly [string, TemplateResult | string])[]
  readonly warning: string | null
  readonly change: TemplateResult
}

export const statedItemStyles = css`
  section > h2 {
    padding: 0.9rem 1.15rem 0;
  }
  .none {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    padding: 0.6rem 1.15rem 1rem;
  }
  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    padding: 0.9rem 1.15rem;
  }
  article + article {
    border-top: 1px solid var(--line);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 11.5rem), 1fr));
    gap: 0.45rem 1.2rem;
  }
  dt {
    color: var(--muted);
    font-size: 0.78rem;
  }
  dd {
    overflow-wrap: anywhere;
  }
`

export function statedItem({ name, mark, facts, warning, change }: StatedItem): TemplateResult {
  return html`<article aria-label=${name}>
    <h3><span class="name" dir="auto">${name}</span> ${mark === null ? nothing : html`<span class="chip warning">${mark}</span>`}</h3>
    <dl>${facts.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>`)}</dl>
    ${warning === null ? nothing : html`<p class="note warning small" dir="auto">${warning}</p>`}
    <details class="small">
      <summary>Change it<span class="unseen">: ${name}</span></summary>
      <div class="inside">${change}</div>
    </details>
  </article>`
}

/** Of what services something is, each with the way to its page; `environment`: where, null where it is of any. */
export function subjectOf(state: UrlState, { services, teams }: Subject, environment: string | null): TemplateResult {
  const where = environment === null ? nothing : html` in <span class="name">${environment}</span>`
  if (services.length + teams.length === 0) return html`Every service${where}`
  const links = [
    ...services.map((name) => html`<a class="name" dir="auto" href=${serviceHref(state, name)}>${name}</a>`),
    ...teams.map((name) => html`all of <a class="name" dir="auto" href=${teamHref(state, name)}>${name}</a>`),
  ]
  return html`${links.map((link, at) => html`${at === 0 ? '' : ', '}${link}`)}${where}`
}
