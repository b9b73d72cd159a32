import { html, type TemplateResult } from 'lit'
import { formatUrl, stateOfPage, type UrlState } from '../url-state.ts'

/** What to do first. */
export function emptyInstallation(state: UrlState): TemplateResult {
  const setup = formatUrl(stateOfPage(state, { name: 'setup' }))
  return html`<section class="card empty" aria-label="Begin">
    <h2>Nobody has told Leadline anything yet</h2>
    <p>A service appears here by itself with its first deployment. Connect what knows of yours:</p>
    <p><a class="button strong" href=${setup}>Add a source</a></p>
    <p class="muted small">
      Only looking? <code>npx leadline analyze PATH</code> measures a clone of yours without keeping anything, and
      <code>npx leadline demo</code> brings made-up data.
    </p>
  </section>`
}
