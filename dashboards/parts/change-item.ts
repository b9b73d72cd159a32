import { html, nothing, type TemplateResult } from 'lit'
import type { ChangeRow } from '../evidence-answers.ts'
import { group, moment, plural, repositoryText, shortSha } from '../format.ts'
import type { UrlState } from '../url-state.ts'
import { changeName } from './change-name.ts'
import { jointTable } from './joints.ts'

/** A shipped change: its name, its milestones, its commits, and how it is known to be in the deployment. */
export function changeItem(change: ChangeRow, state: UrlState): TemplateResult {
  const { timeZone } = state
  const { authorship, commits, labels, links, repository } = change
  const size =
    change.additions === null || change.deletions === null
      ? nothing
      : html`<span class="number">+${group(change.additions)} −${group(change.deletions)} lines</span>`
  return html`<li class="change">
    <div>
      ${changeName(change, state)}
      ${authorship === 'HUMAN' || authorship === 'UNKNOWN' ? nothing : html`<span class="chip">${authorship.toLowerCase()}</span>`}
      ${labels.map((label) => html`<span class="chip name">${label}</span> `)}
    </div>
    <div class="when muted small">
      <span class="name">${repositoryText(repository.name)}</span>
      ${milestone('first commit', change.firstAuthoredAt, timeZone)} ${milestone('opened', change.openedAt, timeZone)}
      ${milestone('merged', change.mergedAt, timeZone)} ${size}
    </div>
    <details>
      <summary>${plural(commits.totalCount, 'commit')} and evidence</summary>
      <ol class="commits small">
        ${commits.nodes.map(
          ({ sha, subject, authoredAt }) =>
            html`<li>
              <span class="mono">${shortSha(sha)}</span> <span class="name" dir="auto">${subject ?? ''}</span>
              <span class="muted">${authoredAt === null ? '' : moment(authoredAt, timeZone)}</span>
            </li>`,
        )}
        ${
          commits.totalCount > commits.nodes.length
            ? html`<li class="muted">and ${group(commits.totalCount - commits.nodes.length)} more</li>`
            : nothing
        }
      </ol>
      ${jointTable(links, 'Evidence of this change', timeZone)}
    </details>
  </li>`
}

function milestone(name: string, at: string | null, timeZone: string) {
  return at === null ? nothing : html`<span>${name} ${moment(at, timeZone)}</span>`
}
