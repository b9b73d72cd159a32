import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { stretch } from '../format.ts'
import { go } from '../navigation.ts'
import { defaultState, type EvidenceKind, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './corrections.ts'
import './deployment-list.ts'
import './failure-list.ts'
import './sample-list.ts'

const titles: Readonly<Record<EvidenceKind, string>> = {
  deployments: 'Deployments',
  changes: 'Lead times',
  failures: 'Failures',
  rework: 'Rework',
}
const kinds = Object.keys(titles) as EvidenceKind[]

/** Sent when the keyboard is to go back to the trend that the step was chosen in. */
const backToTrend = 'leadline-back-to-trend'

/** The rows behind the numbers of a service, four kinds of them, for the whole window or a step of it. */
@customElement('leadline-evidence')
export class Evidence extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.4rem;
        align-items: center;
        padding: 0.6rem 1.15rem 0;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        margin-right: 0.4rem;
      }
      [role='tablist'] {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem;
      }
      [role='tab'] {
        padding: 0.5rem 0.8rem;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--muted);
        cursor: pointer;
      }
      [role='tab']:hover {
        color: var(--ink);
      }
      [aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 560;
      }
      .focus {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        margin-left: auto;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  /** Title of the trend that the step was chosen in; empty where it came with the address. */
  @property() trend = ''
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null

  protected override render() {
    const { evidence, focus, timeZone } = this.state
    return html`<section class="card" aria-labelledby="title">
      <div class="head">
        <h2 id="title" tabindex="-1">Behind the numbers</h2>
        <div role="tablist" aria-labelledby="title" @keydown=${(event: KeyboardEvent) => this.step(event)}>
          ${kinds.map((kind) => this.tab(kind))}
        </div>
        ${
          focus === null
            ? nothing
            : html`<p class="focus small">
                <span>Only ${stretch(focus.from, focus.to, timeZone)}</span>
                <button class="button quiet" type="button" @click=${() => go(this, { ...this.state, focus: null })}>
                  Show the whole window
                </button>
                ${this.trend === '' ? nothing : html`<button class="button quiet" type="button" @click=${() => this.back()}>Back to the trend<span class="unseen">: ${this.trend}</span></button>`}
              </p>`
        }
      </div>
      <div role="tabpanel" id="panel" aria-labelledby=${`tab-${evidence}`}>${this.list()}</div>
    </section>`
  }

  /** Brings the rows into view and the keyboard to their head. */
  receive(): void {
    this.scrollIntoView({ block: 'start' })
    this.renderRoot.querySelector<HTMLElement>('#title')?.focus({ preventScroll: true })
  }

  private back(): void {
    this.dispatchEvent(new CustomEvent(backToTrend))
  }

  private tab(kind: EvidenceKind): TemplateResult {
    const selected = kind === this.state.evidence
    return html`<button
      type="button"
      role="tab"
      id=${`tab-${kind}`}
      aria-selected=${selected}
      aria-controls="panel"
      tabindex=${selected ? 0 : -1}
      @click=${() => this.show(kind)}
    >
      ${titles[kind]}
    </button>`
  }

  private show(kind: EvidenceKind): void {
    go(this, { ...this.state, evidence: kind, open: null })
  }

  /** Arrow keys move between tabs, as everywhere. */
  private step(event: KeyboardEvent): void {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (move === undefined) return
    const next = kinds[(kinds.indexOf(this.state.evidence) + move + kinds.length) % kinds.length]
    if (next === undefined) return
    event.preventDefault()
    this.show(next)
    this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }

  private list(): TemplateResult {
    const { state, service, revision, window } = this
    if (state.evidence === 'changes') {
      return html`<leadline-sample-list .state=${state} .service=${service} .revision=${revision} .window=${window}></leadline-sample-list>`
    }
    if (state.evidence === 'failures') {
      return html`<leadline-failure-list .state=${state} .service=${service} .revision=${revision} .window=${window}></leadline-failure-list>
        <leadline-corrections .state=${state} .service=${service} .revision=${revision} .window=${window}></leadline-corrections>`
    }
    if (state.evidence === 'rework') {
      return html`<leadline-rework-list .state=${state} .service=${service} .revision=${revision} .window=${window}></leadline-rework-list>`
    }
    return html`<leadline-deployment-list
      .state=${state}
      .service=${service}
      .revision=${revision}
      .window=${window}
    ></leadline-deployment-list>`
  }
}
