import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { DeploymentWayAnswer, Hrefs, WayDeployment } from '../chain/answers.ts'
import { deploymentChain, gapsOf, linkGaps } from '../chain/chain.ts'
import { liveRuleOf } from '../live-rules.ts'
import { moment, shortVersion } from '../format.ts'
import { Loader } from '../loader.ts'
import { queryLink } from '../navigation.ts'
import { baseStyles } from '../parts/base-styles.ts'
import '../parts/chain.ts'
import { explained } from '../parts/chips.ts'
import '../parts/deployment-detail.ts'
import { gapList } from '../parts/gap-list.ts'
import { problemNote } from '../parts/problem-note.ts'
import deploymentWayQuery from '../queries/deployment-way.graphql?raw'
import { changeHref, deploymentHref, serviceHref } from '../record-links.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { kindWords, outcomeWords } from '../words.ts'
import { recordStyles } from './record-styles.ts'

/** One deployment: the chain from its commit to live at each placement, what is missing of it, and the evidence. */
@customElement('leadline-deployment-page')
export class DeploymentPage extends LitElement {
  static override styles = [baseStyles, recordStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly way = new Loader<DeploymentWayAnswer>(this)

  private get wanted(): string {
    return this.state.page.name === 'deployment' ? this.state.page.deployment : ''
  }

  protected override willUpdate(): void {
    const id = this.wanted
    this.way.load(`way ${id}\n${this.revision}`, (signal) =>
      ask<DeploymentWayAnswer>(deploymentWayQuery, { id }, signal),
    )
  }

  protected override render() {
    const { answer, problem } = this.way
    const trouble = problem === null ? nothing : problemNote(problem, () => this.again())
    if (answer === null)
      return html`<h1>Deployment</h1>${trouble}${problem === null ? html`<p class="muted" role="status">Asking …</p>` : nothing}`
    const { deployment } = answer.data
    return html`${trouble}${deployment === null ? this.unknown() : this.content(deployment)}`
  }

  private again(): void {
    this.way.expire()
    this.requestUpdate()
  }

  private unknown(): TemplateResult {
    const running = formatUrl(stateOfPage(this.state, { name: 'running' }))
    return html`<div class="note warning">
      <h1>No such deployment</h1>
      <p>
        It is not known any more: events that came later may have made it part of another one. <a href=${running}>What is running</a>
      </p>
    </div>`
  }

  private content(deployment: WayDeployment): TemplateResult {
    const { state } = this
    const hrefs: Hrefs = {
      change: (id) => changeHref(state, id),
      deployment: (id) => deploymentHref(state, id),
    }
    const chain = deploymentChain(deployment, hrefs)
    const gaps = gapsOf([chain])
    const setup = formatUrl(stateOfPage(state, { name: 'setup' }))
    return html`
      ${this.head(deployment)}
      <section class="card ${this.way.loading ? 'stale' : ''}" aria-labelledby="way" aria-busy=${this.way.loading}>
        <h2 id="way">From commit to live</h2>
        <leadline-chain .chain=${chain} .timeZone=${state.timeZone}></leadline-chain>
      </section>
      ${gapList([...gaps, ...linkGaps(deployment.links, gaps)], setup)}
      <section class="card whole" aria-label="Details">
        <leadline-deployment .deployment=${deployment.id} .state=${state} .revision=${this.revision}></leadline-deployment>
      </section>
    `
  }

  private head({ id, service, environment, version, kind, outcome, liveAt, liveRule }: WayDeployment): TemplateResult {
    const rule = liveRuleOf(liveRule)
    const bad = outcome === 'FAILED' || outcome === 'ABORTED' ? 'bad' : ''
    const live =
      liveAt === null || rule === null
        ? html`<span>${outcome === 'IN_PROGRESS' ? 'Not live yet' : 'Never live'}</span>`
        : html`<span data-rule=${liveRule ?? ''}>
            Live ${moment(liveAt, this.state.timeZone)} ${this.state.timeZone}, by the rule:
            ${explained(rule.words, rule.meaning)}
          </span>`
    return html`<div>
      <h1 class="name" dir="auto" title=${version}>${shortVersion(version)}</h1>
      <p class="facts muted">
        <span>
          <a class="name" dir="auto" href=${serviceHref(this.state, service.name, environment.name)}>${service.name}</a> in
          <span class="name">${environment.name}</span>
        </span>
        <span>${kindWords(kind)}</span>
        <span class="chip ${bad}">${outcomeWords(outcome).toLowerCase()}</span>
        ${live}
        <a class="no-print" href=${queryLink('deployment-way', { id })}>The query behind this</a>
      </p>
    </div>`
  }
}
