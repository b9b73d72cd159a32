import { html, nothing, type TemplateResult } from 'lit'
import { duration, moment } from '../format.ts'
import { whyHref } from '../record-links.ts'
import type { UrlState } from '../url-state.ts'
import type { Difference, Mover } from '../why-answers.ts'
import { goneTitle, ownDifference, signed, stageTitle } from '../why-words.ts'
import { changeName } from './change-name.ts'

/** What each service of a team did to the difference; its name leads to its own *Why?*. */
export function servicesOf({ services }: Difference, state: UrlState): TemplateResult {
  const mean = (seconds: number | null) => (seconds === null ? 'none' : duration(seconds).text)
  return scrolled(
    'By service',
    ['Service', 'By itself', 'Counted before', 'Counted now', 'Mean before', 'Mean now', 'Within it', 'By the mix'],
    services.map((each) => {
      const { service, before, after, withinSeconds, mixSeconds } = each
      const own = ownDifference(each)
      return [
        whyLink(service.name, state),
        own === null ? 'unknown' : signed(own),
        `${before.keptSize} of ${before.sampleSize}`,
        `${after.keptSize} of ${after.sampleSize}`,
        mean(before.meanSeconds),
        mean(after.meanSeconds),
        signed(withinSeconds),
        signed(mixSeconds),
      ]
    }),
  )
}

/** The changes of both windows that moved it most; nothing where no stage moved. */
export function moversOf(difference: Difference, state: UrlState, isOfTeam: boolean) {
  const { came, gone, stageMovedMost } = difference
  if (stageMovedMost === null) return nothing
  const columns = [
    'Change',
    ...(isOfTeam ? ['Service'] : []),
    'Live',
    stageTitle(stageMovedMost),
    'Lead time',
    'Moved it by',
  ]
  const row = ({ change, service, liveAt, seconds, stageSeconds, movedSeconds }: Mover) => [
    change === null ? 'Deployment' : changeName(change, state),
    ...(isOfTeam ? [whyLink(service.name, state)] : []),
    moment(liveAt, state.timeZone),
    duration(stageSeconds).text,
    duration(seconds).text,
    signed(movedSeconds),
  ]
  const table = (title: string, movers: readonly Mover[]) =>
    movers.length === 0 ? nothing : scrolled(title, columns, movers.map(row))
  return html`${table('Changes that moved it most', came)} ${table(goneTitle(difference), gone)}`
}

function whyLink(service: string, state: UrlState): TemplateResult {
  return html`<a class="name" dir="auto" href=${whyHref(state, service)}>${service}<span class="unseen">: why its lead time changed</span></a>`
}

type Cells = readonly (TemplateResult | string)[]

function scrolled(title: string, columns: readonly string[], rows: readonly Cells[]): TemplateResult {
  return html`<h3>${title}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table class="data cards">
        <caption class="unseen">${title}</caption>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([first, ...cells]) => html`<tr>
              <th scope="row" dir="auto">${first}</th>
              ${cells.map((cell, place) => html`<td dir="auto" data-head=${columns[place + 1] ?? nothing}>${cell}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}
