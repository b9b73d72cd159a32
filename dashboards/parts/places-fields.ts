import { html } from 'lit'
import type { PlacesAnswer } from '../source-answers.ts'

/** `SourcePlacesInput` of the API. */
export interface WantedPlaces {
  readonly cluster: string
  readonly environment: string
  readonly rules: string
}

const example = 'rules:\n  - namespace: shop-*\n    service: shop\n  - path: infrastructure/*\n    ignore: true'

/** Where what a reconciler tells is, and whose; with what is set, or empty for a new source. */
export function placesFields(set: PlacesAnswer | null) {
  return html`<label class="field-name">
      Cluster that it runs in
      <input class="field" name="cluster" maxlength="300" placeholder="eu-1" autocomplete="off" spellcheck="false" .value=${set?.cluster ?? ''} />
      <span class="muted small">The placement of what names no other cluster. May stay empty.</span>
    </label>
    <label class="field-name">
      Environment of all that it tells
      <input class="field" name="environment" maxlength="300" placeholder="production" autocomplete="off" spellcheck="false" .value=${set?.environment ?? ''} />
      <span class="muted small">Empty: labels, paths, namespaces and names tell it.</span>
    </label>
    <details ?open=${set !== null && set.rules !== ''}>
      <summary>Rules of your own, where these tell it wrongly</summary>
      <label class="field-name">
        Rules, as YAML
        <textarea class="field" name="rules" rows="8" maxlength="100000" spellcheck="false" autocomplete="off" placeholder=${example} .value=${set?.rules ?? ''}></textarea>
        <span class="muted small">
          Patterns of name, namespace, cluster and path, with <code>*</code> for any text; they say service, environment, placement, or
          <code>ignore: true</code>.
        </span>
      </label>
    </details>`
}

/** What was filled in; null where the form had none of the fields. */
export function wantedPlaces(given: FormData): WantedPlaces | null {
  const [cluster, environment, rules] = ['cluster', 'environment', 'rules'].map((name) => given.get(name))
  if (typeof cluster !== 'string' || typeof environment !== 'string' || typeof rules !== 'string') return null
  return { cluster, environment, rules }
}
