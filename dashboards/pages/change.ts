import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { ChangeWay, ChangeWayAnswer, Hrefs, Shipment, WayDeployment } from '../chain/answers.ts'
import { changeTrunk, gapsOf, shipmentChain } from '../chain/chain.ts'
import type { Chain } from '../chain/step.ts'
import { duration, group, moment, repositoryText, safeUrl, shortSha, shortVersion } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/chain.ts'
import { backLink } from '../parts/back-link.ts'
import { gapList } from '../parts/gap-list.ts'
import { problemNote } from '../parts/problem-note.ts'
import changeWayQuery from '../queries/change-way.graphql?raw'
import { changeHref, deploymentHref, serviceHref } from '../record-links.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { recordStyles } from './record-styles.ts'

/** Where a change is: the chain from its commits into each environment, and where it still waits. */
@customElement('leadline-change-page')
export class ChangePage extends LitElement {
  static override styles = [baseStyles, recordStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly way = new Loader<ChangeWayAnswer>(this)

  private get wanted(): string {
    return this.state.page.name === 'change' ? this.state.page.change : ''
  }

  protected override willUpdate(): void {
    const id = this.wanted
    this.way.load(`change ${id}\n${this.revision}`, (signal) => ask<ChangeWayAnswer>(changeWayQuery, { id }, signal))
  }

  protected override render() {
    const { answer, problem } = this.way
    const trouble = problem === null ? nothing : problemNote(problem, () => this.again())
    if (answer === null)
      return html`<h1>Change</h1>${trouble}${problem === null ? html`<p class="muted" role="status">Asking …</p>` : nothing}`
    const { node } = answer.data
    // The id of something else has none of it.
    return html`${trouble}${node?.shipments === undefined ? this.unknown() : this.content(node)}`
  }

  private again(): void {
    this.way.expire()
    this.requestUpdate()
  }

  private unknown(): TemplateResult {
    const href = formatUrl(stateOfPage(this.state, { name: 'changes' }))
    return html`<div class="note warning">
      <h1>No such change</h1>
      <p>Nothing is known of it. <a href=${href}>Find a commit or a request</a></p>
    </div>`
  }

  private content(change: ChangeWay): TemplateResult {
    const { state } = this
    const hrefs: Hrefs = { change: (id) => changeHref(state, id), deployment: (id) => deploymentHref(state, id) }
    const trunk: Chain = { title: 'the change', steps: changeTrunk(change), branches: [] }
    const lanes = change.shipments.map((shipment) => ({ shipment, chain: shipmentChain(change, shipment, hrefs) }))
    const onItsWay = change.waiting.flatMap(({ deployment }) =>
      deployment === null ? [] : [{ deployment, chain: shipmentChain(change, { deployment }, hrefs) }],
    )
    const chains = [...lanes, ...onItsWay].map(({ chain }) => chain)
    const setup = formatUrl(stateOfPage(state, { name: 'setup' }))
    return html`
      ${this.head(change)}
      <section class="card ${this.way.loading ? 'stale' : ''}" aria-labelledby="code" aria-busy=${this.way.loading}>
        <h2 id="code">The change itself</h2>
        <p class="muted small">Times are by the clock: nights and weekends count.</p>
        <leadline-chain .chain=${trunk} .timeZone=${state.timeZone}></leadline-chain>
      </section>
      ${lanes.map(({ shipment, chain }) => this.lane(shipment, chain))} ${this.waiting(change)}
      ${onItsWay.map(({ deployment, chain }) => this.onItsWay(deployment, chain))}
      ${gapList(gapsOf([trunk, ...chains]), setup)}
    `
  }

  private head(change: ChangeWay): TemplateResult {
    const { id, number, sha, title, url, repository, authorship, additions, deletions, labels } = change
    const reference = number === null ? shortSha(sha ?? '') : `#${number}`
    const href = safeUrl(url)
    return html`${backLink()}<div>
      <h1 class="name" dir="auto">${title ?? 'Untitled change'}</h1>
      <p class="facts muted">
        <span class="mono">${href === null ? reference : html`<a href=${href} rel="noopener">${reference}</a>`}</span>
        <span class="mono name" dir="auto">${repositoryText(repository.name)}</span>
        ${authorship === 'HUMAN' || authorship === 'UNKNOWN' ? nothing : html`<span class="chip">${authorship.toLowerCase()}</span>`}
        ${additions === null || deletions === null ? nothing : html`<span class="number">+${group(additions)} −${group(deletions)} lines</span>`}
        ${labels.map((label) => html`<span class="chip name">${label}</span>`)}
        <a class="no-print" href=${queryLink('change-way', { id })}>The query behind this</a>
      </p>
    </div>`
  }

  private lane({ deployment, liveAt, seconds }: Shipment, chain: Chain): TemplateResult {
    const { id, service, environment, version } = deployment
    const { timeZone } = this.state
    return html`<section class="card" aria-label=${`Live: ${chain.title}`} data-lane=${`${service.name} ${environment.name}`}>
      <div class="lane">
        <h2>
          Live in <span class="name">${environment.name}</span> of
          <a class="name" dir="auto" href=${serviceHref(this.state, service.name, environment.name)}>${service.name}</a>
        </h2>
        <span class="muted">
          since ${moment(liveAt, timeZone)} with
          <a class="mono name" dir="auto" href=${deploymentHref(this.state, id)}>${shortVersion(version)}</a>,
          <span title=${duration(seconds).spoken}>${duration(seconds).text}</span> after it began
        </span>
      </div>
      <leadline-chain .chain=${chain} .timeZone=${timeZone}></leadline-chain>
    </section>`
  }

  /** What was asked for and is not live yet. */
  private onItsWay({ id, service, environment, version }: WayDeployment, chain: Chain): TemplateResult {
    return html`<section class="card" aria-label=${`On its way: ${chain.title}`} data-lane=${`${service.name} ${environment.name}`}>
      <div class="lane">
        <h2>
          On its way to <span class="name">${environment.name}</span> of
          <a class="name" dir="auto" href=${serviceHref(this.state, service.name, environment.name)}>${service.name}</a>
        </h2>
        <span class="muted">
          with <a class="mono name" dir="auto" href=${deploymentHref(this.state, id)}>${shortVersion(version)}</a>, not live yet
        </span>
      </div>
      <leadline-chain .chain=${chain} .timeZone=${this.state.timeZone}></leadline-chain>
    </section>`
  }

  /** Where it is not live yet; and, where it is live nowhere, what that may mean. */
  private waiting({ waiting, shipments, mergedAt, number }: ChangeWay): TemplateResult | typeof nothing {
    const running = formatUrl(stateOfPage(this.state, { name: 'running' }))
    const coverage = formatUrl(stateOfPage(this.state, { name: 'coverage' }))
    if (waiting.length === 0 && shipments.length > 0) return nothing
    if (waiting.length === 0) {
      const open = number !== null && mergedAt === null
      return html`<section class="note" aria-label="Not live">
        <h2>${open ? 'Not merged yet' : 'No deployment is known that brought it'}</h2>
        <p>
          ${open ? 'It goes live with the first version that holds it.' : 'It may be older than the first deployment of its service that is known here, or its deployments lack their commits.'}
          <a href=${coverage}>What is missing</a>
        </p>
      </section>`
    }
    return html`<section class="note" aria-label="Not live yet">
      <h2>Merged, and not live yet</h2>
      <ul>
        ${waiting.map(
          ({ service, environment, mergedAt: since }) =>
            html`<li data-waiting=${`${service.name} ${environment.name}`}>
              <a class="name" dir="auto" href=${serviceHref(this.state, service.name, environment.name)}>${service.name}</a> in
              <span class="name">${environment.name}</span>, since ${moment(since, this.state.timeZone)}
            </li>`,
        )}
      </ul>
      <p class="small"><a href=${running}>What runs there</a></p>
    </section>`
  }
}
