import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { codeParts, gapTitle, type KnownShare, knownShares, streamKey } from '../coverage-words.ts'
import { group, percent, plural } from '../format.ts'
import { go } from '../navigation.ts'
import type { GapAnswer, StreamCoverageAnswer, UnattributedAnswer } from '../setup-answers.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { coverageStyles } from './coverage-styles.ts'

/** Below it a value is flagged for its coverage. */
const lowShare = 0.8

/** What `leadline unattributed` calls these gaps. */
const claimed: Readonly<Record<string, string>> = {
  MISSING_COMMIT: 'DEPLOYMENT_WITHOUT_COMMIT',
  COMMIT_NOT_TOLD: 'COMMIT_NOT_TOLD',
}

/** What is known of each service in each environment, and each gap with its mend. */
@customElement('leadline-stream-coverage')
export class StreamCoverage extends LitElement {
  static override styles = [
    baseStyles,
    coverageStyles,
    css`
      .shares {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.2rem), 1fr));
        gap: 0.4rem 1.2rem;
      }
      .shares dt {
        color: var(--muted);
        font-size: 0.8rem;
      }
      .shares .low {
        color: var(--warning);
        font-weight: 600;
      }
      .bar {
        height: 3px;
        margin-top: 0.2rem;
        border-radius: 2px;
        background: var(--line);
      }
      .bar div {
        height: 100%;
        border-radius: 2px;
        background: var(--accent);
      }
    `,
  ]

  @property({ attribute: false }) rows: readonly StreamCoverageAnswer[] = []
  /** For the commands that repair what these services lack. */
  @property({ attribute: false }) unattributed: readonly UnattributedAnswer[] = []
  @property({ attribute: false }) state: UrlState = defaultState

  protected override render() {
    const lacking = this.rows.filter(({ gaps }) => gaps.length > 0)
    const whole = this.rows.filter(({ gaps }) => gaps.length === 0)
    return html`${lacking.length === 0 ? nothing : this.list(lacking)}
    ${
      whole.length === 0
        ? nothing
        : html`<details>
            <summary>Nothing is missing of ${lacking.length === 0 ? '' : 'the other '}${group(whole.length)}</summary>
            ${this.list(whole)}
          </details>`
    }`
  }

  private list(rows: readonly StreamCoverageAnswer[]): TemplateResult {
    return html`<ul class="rows">
      ${rows.map((row) => this.row(row))}
    </ul>`
  }

  private row(row: StreamCoverageAnswer): TemplateResult {
    const [service, environment] = [row.service?.name ?? '', row.environment?.name ?? '']
    const key = streamKey(service, environment)
    const isOpen = this.state.open === key
    const toggle = () => go(this, { ...this.state, open: isOpen ? null : key }, true)
    return html`<li data-service=${service} data-environment=${environment}>
      <div class="line">
        <h3><a href=${this.pageOf(row)}>${service}</a></h3>
        <span class="chip name">${environment}</span>
        <span class="muted small">${plural(row.deployments, 'deployment')}</span>
        ${
          row.gaps.length === 0
            ? nothing
            : html`<button class="button end" type="button" aria-expanded=${isOpen} @click=${toggle}>
                ${plural(row.gaps.length, 'gap')}<span class="unseen"> of ${service} in ${environment}</span>
              </button>`
        }
      </div>
      <dl class="shares">
        ${knownShares(row).map((share) => this.share(share))}
      </dl>
      ${isOpen ? html`<ul class="gaps">${row.gaps.map((gap) => this.gap(gap, row))}</ul>` : nothing}
    </li>`
  }

  private pageOf({ service, environment }: StreamCoverageAnswer): string {
    const page = { name: 'service', service: service?.name ?? '' } as const
    return formatUrl({ ...stateOfPage(this.state, page), environment: environment?.name ?? this.state.environment })
  }

  private share({ label, known, of }: KnownShare): TemplateResult {
    if (of === 0) return html`<div><dt>${label}</dt><dd class="muted small">none to know of</dd></div>`
    const share = known / of
    return html`<div>
      <dt>${label}</dt>
      <dd class="number">
        <span class=${share < lowShare ? 'low' : ''}>${percent(share).text}</span>
        <span class="muted small">${group(known)} of ${group(of)}</span>
        <div class="bar" aria-hidden="true"><div style=${`width: ${share * 100}%`}></div></div>
      </dd>
    </div>`
  }

  private gap(gap: GapAnswer, row: StreamCoverageAnswer): TemplateResult {
    const { kind, example, meaning, mend } = gap
    const claim = this.unattributed.find((each) => each.name === row.service?.name && each.kind === claimed[kind])
    return html`<li data-gap=${kind}>
      <p><strong>${gapTitle(gap)}</strong>${example === null ? nothing : html`, such as <code class="name">${example}</code>`}</p>
      <p class="small">${meaning}</p>
      <p class="small">
        ${codeParts(mend).map(({ code, text }) => (code ? html`<code>${text}</code>` : text))} ${this.way(kind, row)}
      </p>
      ${
        claim !== undefined
          ? html`<leadline-copyable label="Repair of ${claim.name}" .text=${claim.mend}></leadline-copyable>`
          : nothing
      }
    </li>`
  }

  /** Where the mend is done. */
  private way(kind: string, row: StreamCoverageAnswer): TemplateResult {
    const setup = stateOfPage(this.state, { name: 'setup' })
    if (kind === 'MISSING_REQUEST') return html`<a href=${formatUrl({ ...setup, add: 'github' })}>Connect GitHub</a>`
    if (kind === 'COMMIT_NOT_TOLD')
      return html`<a href=${formatUrl({ ...setup, add: 'git' })}>Connect the repository</a>`
    if (kind === 'HELD_BACK_SYNC')
      return html`<a href=${formatUrl({ ...setup, add: 'config-repository' })}>Connect the repository</a>`
    if (kind === 'MISSING_OUTCOME' || kind === 'MISSING_LIVE_TIME')
      return html`<a href=${this.pageOf(row)}>See the deployments</a>`
    return html`<a href=${formatUrl({ ...setup, add: 'events' })}>Post events</a>`
  }
}
