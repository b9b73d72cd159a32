import { html, nothing, type TemplateResult } from 'lit'
import type { Joint } from '../evidence-answers.ts'
import { moment, plural } from '../format.ts'
import { endWords, groundWords, methodWords } from '../joint-words.ts'
import { plainWords } from '../words.ts'

/** The chain of evidence: what was joined to what, how, how surely; where a joint is missing, how to mend it. */
export function jointTable(
  joints: readonly Joint[],
  caption: string,
  timeZone: string,
  incidents: readonly { readonly externalId: string }[] = [],
): TemplateResult {
  if (joints.length === 0) return html`<p class="muted small">No joint is recorded.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="data cards">
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">How</th>
          <th scope="col">Confidence</th>
          <th scope="col">When</th>
          <th scope="col">Rests on</th>
        </tr>
      </thead>
      <tbody>
        ${joints.map((joint) => jointRow(joint, timeZone, incidents))}
      </tbody>
    </table>
  </div>`
}

function jointRow(
  joint: Joint,
  timeZone: string,
  incidents: readonly { readonly externalId: string }[],
): TemplateResult {
  const { from, to, method, confidence, at, missing, mend } = joint
  return html`<tr>
    <td class="name" dir="auto" data-head="From">${endWords(from, incidents)}</td>
    <td class="name" dir="auto" data-head="To">${endWords(to, incidents)}</td>
    <td data-head="How">${methodWords(method) ?? plainWords(method)}</td>
    <td data-head="Confidence">
      ${
        missing
          ? html`<span class="chip warning">missing</span>`
          : html`<span class="chip ${confidence === 'LOW' ? 'warning' : ''}">${confidence.toLowerCase()}</span>`
      }
    </td>
    <td data-head="When">${at === null ? nothing : moment(at, timeZone)}</td>
    <td data-head="Rests on" class="across">${missing ? html`<span class="name">${mend ?? 'nothing says so'}</span>` : basis(joint)}</td>
  </tr>`
}

/** What a joint rests on; opened, the keys of both ends and of the records, to copy. */
function basis(joint: Joint): TemplateResult {
  const { from, to, deliveries } = joint
  const keys = [
    { term: 'From', key: from },
    { term: 'To', key: to },
    ...deliveries.map((key) => ({ term: 'Record', key })),
  ]
  return html`<details class="keys">
    <summary>${deliveries.length === 0 ? groundWords(joint) : plural(deliveries.length, 'record')}</summary>
    <ul>
      ${keys.map(({ term, key }) => html`<li>${term} <code class="name" dir="auto">${key}</code></li>`)}
    </ul>
  </details>`
}
