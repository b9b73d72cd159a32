import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { chainSummary, chainTable, jointWeekend, tookText } from '../chain/chain.ts'
import type { Branch, Chain, Step } from '../chain/step.ts'
import { duration, moment, plural } from '../format.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { chainStyles } from './chain-styles.ts'
import { dataTable } from './data-table.ts'

/** More placements than these are in the table alone. */
const mostBranches = 12

/** The chain from commit to live with the times between its links and its holes; a picture, and the same as a table. */
@customElement('leadline-chain')
export class ChainPart extends LitElement {
  static override styles = [baseStyles, chainStyles, cardTableStyles]

  @property({ attribute: false }) chain: Chain | null = null
  @property() timeZone = 'UTC'

  protected override render() {
    const { chain, timeZone } = this
    if (chain === null) return nothing
    const { title, steps, branches } = chain
    const shown = this.drawn(branches)
    const left = branches.length - shown.length
    return html`<figure role="group" aria-label=${`The way of ${title}: ${chainSummary({ steps, branches: shown })}`}>
      <div class="way">
        ${
          steps.length === 0
            ? nothing
            : html`<ol class="steps" style=${`flex: ${steps.length} 1 0`}>
                ${steps.map((step, place) => this.step(step, place === 0))}
              </ol>`
        }
        ${shown.length === 0 ? nothing : this.branches(shown, steps.length === 0)}
      </div>
      ${left > 0 ? html`<p class="muted small">${plural(left, 'more placement')} in the table.</p>` : nothing}
      <details class="no-print">
        <summary>Show as table</summary>
        ${dataTable(chainTable(chain, timeZone), `The way of ${title}, as a table`)}
      </details>
    </figure>`
  }

  /** What did not go well is drawn first where not all are. */
  private drawn(branches: readonly Branch[]): readonly Branch[] {
    if (branches.length <= mostBranches) return branches
    const fine = ({ steps }: Branch): number =>
      Number(steps.every(({ state }) => state === 'known' || state === 'none'))
    return branches.toSorted((a, b) => fine(a) - fine(b)).slice(0, mostBranches)
  }

  private branches(branches: readonly Branch[], first: boolean): TemplateResult {
    return html`<ul class="branches" style="flex: 3 1 0">
      ${branches.map(
        ({ title, steps }) =>
          html`<li>
            ${branches.length > 1 ? html`<h4 class="name" dir="auto">${title}</h4>` : nothing}
            <ol class="steps">
              ${steps.map((step, place) => this.step(step, first && place === 0))}
            </ol>
          </li>`,
      )}
    </ul>`
  }

  private step(step: Step, first: boolean): TemplateResult {
    const { kind, title, name, state, words } = step
    const isHole = state === 'missing' && name === null
    return html`<li class="step ${state} ${kind === 'live' && state === 'known' ? kind : ''} ${first && step.joint === null ? 'first' : ''}" data-step=${kind} data-state=${state}>
      ${this.joint(step)}
      <div class="box">
        <span class="title">${title}</span>
        <span class="main name" dir="auto">${isHole ? 'Missing' : this.name(step)}</span>
        ${this.time(step)}
        ${words === null || words === '' ? nothing : html`<span class="words name" dir="auto" title=${words}>${words}</span>`}
      </div>
    </li>`
  }

  private name({ name, href }: Step): TemplateResult | string {
    if (name === null) return ''
    const external = href !== null && /^https?:/.test(href)
    if (href === null) return name
    return html`<a href=${href} rel=${external ? 'noopener' : nothing}>${name}</a>`
  }

  private time(step: Step): TemplateResult | typeof nothing {
    const at = step.from ?? step.to
    if (at === null) return nothing
    const took = tookText(step, this.timeZone)
    return html`<time datetime=${at}>${moment(at, this.timeZone)}</time>${took === null ? nothing : html`<span>${took}</span>`}`
  }

  private joint(step: Step): TemplateResult {
    const { joint } = step
    const weekend = jointWeekend(step, this.timeZone)
    if (joint === null) return html`<span class="joint"></span>`
    const { seconds, since, how, confidence } = joint
    const told = how === null ? '' : `${how}${confidence === null ? '' : `, ${confidence.toLowerCase()} confidence`}`
    if (seconds === null) return html`<span class="joint" title=${told || nothing}></span>`
    const { text, spoken } = duration(seconds)
    // It may break between its units.
    const short = text.replaceAll(/(?<=\p{L})\u00A0/gu, ' ')
    const after = since === null ? '' : ` since ${since.toLowerCase()}`
    const doubt = seconds < 0 ? '. The clocks disagree' : ''
    return html`<span class="joint" title=${`${spoken}${after}${weekend === null ? '' : `, ${weekend}`}${doubt}${told === '' ? '' : `. ${told}`}`}>
      ${seconds === 0 ? nothing : html`<span class=${seconds < 0 ? 'doubt' : ''}>${short}${after}${weekend === null ? '' : `, ${weekend}`}</span>`}
    </span>`
  }
}
