import { css, html, type TemplateResult } from 'lit'
import type { UrlState } from '../url-state.ts'
import { isTimeZone } from '../url-values.ts'

export const choiceStyles = css`
  label {
    display: grid;
    gap: 0.15rem;
    color: var(--muted);
    font-size: 0.8rem;
  }
  label .field {
    color: var(--ink);
    font-size: 0.93rem;
  }
  .inline {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  select {
    max-width: 16rem;
  }
`

type Choose = (change: Partial<UrlState>) => void

const chosen = ({ target }: Event): string | null => (target instanceof HTMLSelectElement ? target.value : null)

/** Of the environments that are known; the one of the address stands first, known or not. */
export function environmentChoice(state: UrlState, environments: readonly string[], choose: Choose): TemplateResult {
  const names = [...new Set([state.environment, ...environments])]
  const change = (event: Event) => choose({ environment: chosen(event) ?? state.environment })
  return html`<span class="inline">
    <label class="unseen" for="environment">Environment</label>
    <select id="environment" class="field" @change=${change}>
      ${names.map((name) => html`<option .value=${name} ?selected=${name === state.environment}>${name}</option>`)}
    </select>
  </span>`
}

/** The zone of the address, UTC and the reader's own come first. */
export function zoneChoice(state: UrlState, choose: Choose): TemplateResult {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const first = [...new Set([state.timeZone, 'UTC', here])].filter(isTimeZone)
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone))
  const option = (zone: string) =>
    html`<option .value=${zone} ?selected=${zone === state.timeZone}>
      ${zone.replaceAll('_', ' ')}${zone === here && zone !== 'UTC' ? ' (here)' : ''}
    </option>`
  const change = (event: Event) => choose({ timeZone: chosen(event) ?? state.timeZone })
  return html`<span class="inline">
    <label class="unseen" for="zone">Time zone</label>
    <select id="zone" class="field" @change=${change}>
      ${first.map(option)}
      <optgroup label="All time zones">${others.map(option)}</optgroup>
    </select>
  </span>`
}

/** One of these names; each is offered once. */
export function oneOf(
  label: string,
  offered: readonly string[],
  taken: string,
  choose: (name: string) => void,
): TemplateResult {
  const id = label.toLowerCase()
  return html`<span class="inline">
    <label for=${id}>${label}</label>
    <select id=${id} class="field" @change=${(event: Event) => choose(chosen(event) ?? taken)}>
      ${[...new Set(offered)].map((name) => html`<option .value=${name} ?selected=${name === taken}>${name}</option>`)}
    </select>
  </span>`
}

/** One team, or all of them. */
export function teamChoice(state: UrlState, teams: readonly string[], choose: Choose): TemplateResult {
  const names = [...new Set([...(state.team === '' ? [] : [state.team]), ...teams])]
  const change = (event: Event) => choose({ team: chosen(event) ?? state.team })
  return html`<span class="inline">
    <label class="unseen" for="team">Team</label>
    <select id="team" class="field" @change=${change}>
      <option .value=${''} ?selected=${state.team === ''}>All teams</option>
      ${names.map((name) => html`<option .value=${name} ?selected=${name === state.team}>${name}</option>`)}
    </select>
  </span>`
}
