import { html, nothing, type TemplateResult } from 'lit'
import type { Joint } from '../evidence-answers.ts'
import { moment, plural } from '../format.ts'
import { plainWords } from '../words.ts'

/** The chain of evidence: what was joined to what, how, how surely; where a joint is missing, how to mend it. */
export function jointTable(joints: readonly Joint[], caption: string, timeZone: string): TemplateResult {
  if (joints.length === 0) return html`<p class="muted small">No joint is recorded.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="data">
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
        ${joints.map((joint) => jointRow(joint, timeZone))}
      </tbody>
    </table>
  </div>`
}

function jointRow(
  { from, to, method, confidence, at, missing, mend, deliveries }: Joint,
  timeZone: string,
): TemplateResult {
  const records = html`<span title=${deliveries.join('\n')}>${plural(deliveries.length, 'record')}</span>`
  return html`<tr>
    <td class="name" dir="auto">${from}</td>
    <td class="name" dir="auto">${to}</td>
    <td>${plainWords(method)}</td>
    <td>
      ${
        missing
          ? html`<span class="chip warning">missing</span>`
          : html`<span class="chip ${confidence === 'LOW' ? 'warning' : ''}">${confidence.toLowerCase()}</span>`
      }
    </td>
    <td>${at === null ? nothing : moment(at, timeZone)}</td>
    <td>${missing ? html`<span class="name">${mend ?? 'nothing says so'}</span>` : records}</td>
  </tr>`
}
