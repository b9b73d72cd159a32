import { html } from 'lit'
import { stageNames } from '../charts/lead-time-stages.ts'

/** Between which moments each stage of lead time lies. */
export const stageDefinitions = html`<h3>Its stages</h3>
  <dl class="stages">
    ${Object.values(stageNames).map(({ title, meaning }) => html`<div><dt>${title}</dt><dd>${meaning}</dd></div>`)}
  </dl>
  <p class="muted small">
    Each begins where the one before ends, so that they add up exactly; nights and weekends count, unless weekends are left out above. Without a
    configuration repository Promote ends, and Reconcile begins, with the run that deploys.
  </p>`
