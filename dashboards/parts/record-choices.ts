import { css, html, type TemplateResult } from 'lit'
import type { UrlState } from '../url-state.ts'
import { choiceStyles, teamChoice } from './choices.ts'

/** What the pages wear that list records (alerts, incidents). */
export const recordListStyles = [
  choiceStyles,
  css`
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 1rem;
    }
    .choices {
      display: flex;
      flex-wrap: wrap;
      gap: 0.6rem;
      align-items: center;
    }
    .choices .field {
      max-width: min(16rem, 100%);
    }
    .empty {
      display: grid;
      gap: 0.7rem;
      padding: 2rem 1.1rem;
    }
  `,
]

interface Named {
  readonly nodes: readonly { readonly name: string }[]
}

/** Which records are listed: of a team, of a service, open ones only. `known` is undefined until it was answered. */
export function recordChoices(
  state: UrlState,
  known: { readonly teams: Named; readonly services: Named } | undefined,
  choose: (change: Partial<UrlState>) => void,
): TemplateResult {
  const { onlyOpen, search } = state
  const teams = known?.teams.nodes.map(({ name }) => name) ?? []
  const typed = ({ target }: Event) => (target instanceof HTMLInputElement ? target.value.trim() : '')
  return html`<div class="choices no-print">
    ${teamChoice(state, teams, choose)}
    <label class="unseen" for="service">Service</label>
    <input
      id="service"
      class="field"
      type="search"
      list="names"
      placeholder="All services"
      autocomplete="off"
      .value=${search}
      @change=${(event: Event) => choose({ search: typed(event) })}
    />
    <datalist id="names">${known?.services.nodes.map(({ name }) => html`<option value=${name}></option>`)}</datalist>
    <button class="button" type="button" aria-pressed=${onlyOpen} @click=${() => choose({ onlyOpen: !onlyOpen })}>
      ${onlyOpen ? 'Show all' : 'Only open ones'}
    </button>
  </div>`
}
