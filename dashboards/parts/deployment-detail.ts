import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { type Answer, ask } from '../api.ts'
import { streamKey } from '../coverage-words.ts'
import type { DeploymentAnswer, DeploymentDetail, Joint } from '../evidence-answers.ts'
import { leftOutOfFailures } from '../failure-words.ts'
import { duration, moment, shortVersion } from '../format.ts'
import { endWords, isCommand } from '../joint-words.ts'
import { Loader } from '../loader.ts'
import deploymentQuery from '../queries/deployment.graphql?raw'
import { deploymentHref } from '../record-links.ts'
import { isRepairable, shippedTitle, unknownShipped } from '../shipped-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { basisWords, remedyByWords } from '../words.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { changeItem } from './change-item.ts'
import './copyable.ts'
import { deploymentFacts } from './deployment-facts.ts'
import { deploymentDetailStyles } from './deployment-detail-styles.ts'
import { incidentName } from './incident-name.ts'
import { jointTable } from './joints.ts'
import { problemNote } from './problem-note.ts'

/** One deployment opened: what is known of it, what it shipped, and the evidence for both. */
@customElement('leadline-deployment')
export class DeploymentPart extends LitElement {
  static override styles = [baseStyles, deploymentDetailStyles, cardTableStyles]

  /** Its id. */
  @property() deployment = ''
  @property({ attribute: false }) state: UrlState = defaultState
  /** Grows when it should be asked for anew. */
  @property({ type: Number }) revision = 0
  @own() private pages = 1
  private readonly detail = new Loader<DeploymentDetail | null>(this)

  protected override willUpdate(): void {
    const { deployment, pages, revision } = this
    this.detail.load(`deployment ${deployment}\n${pages}\n${revision}`, (signal) =>
      this.fetch(deployment, pages, signal),
    )
  }

  private async fetch(id: string, pages: number, signal: AbortSignal): Promise<Answer<DeploymentDetail | null>> {
    const known = this.detail.answer?.data
    const grows = pages > 1 && known?.changes.pageInfo.hasNextPage
    const after = grows ? known.changes.pageInfo.endCursor : null
    const answer = await ask<DeploymentAnswer>(deploymentQuery, { id, after }, signal)
    const next = answer.data.deployment
    if (!grows || next === null) return { ...answer, data: next }
    const nodes = [...known.changes.nodes, ...next.changes.nodes]
    return { ...answer, data: { ...next, changes: { ...next.changes, nodes } } }
  }

  protected override render() {
    const { answer, problem } = this.detail
    if (problem !== null) {
      return problemNote(problem, () => {
        this.detail.expire()
        this.requestUpdate()
      })
    }
    if (answer === null) return html`<p class="muted" role="status">Asking …</p>`
    const deployment = answer.data
    if (deployment === null) return html`<p>This deployment is not known any more.</p>`
    return html`<div class="whole">
      ${
        this.state.page.name === 'deployment'
          ? nothing
          : html`<p class="no-print"><a href=${deploymentHref(this.state, deployment.id)}>Its whole way, from commit to live</a></p>`
      }
      ${deploymentFacts(deployment, this.state, (other) => this.link(other))} ${this.failure(deployment)} ${this.changes(deployment)}
      <section>
        <h3>Evidence</h3>
        ${
          deployment.sha === null && deployment.links.every(({ missing }) => missing)
            ? html`<p class="muted small">No record joins this version to a commit.</p>`
            : jointTable(deployment.links, 'Evidence of this deployment', this.state.timeZone)
        }
        ${deployment.links.map((joint) => this.correction(joint))}
      </section>
    </div>`
  }

  /** What was guessed, and the command that says better. */
  private correction({ missing, mend, to }: Joint) {
    if (mend === null) return nothing
    if (missing)
      return isCommand(mend) && this.state.page.name !== 'deployment'
        ? html`<leadline-copyable label="What repairs it" .text=${mend}></leadline-copyable>`
        : nothing
    return html`<p class="small">
        <strong>${endWords(to)}</strong> is a guess by the tag. Wrong? Say which commit it was built from (SHA), and WHEN it was published:
        by the time it went live.
      </p>
      <leadline-copyable label="Correct the commit" .text=${mend}></leadline-copyable>`
  }

  private link({ id, version }: { readonly id: string; readonly version: string }): TemplateResult {
    return html`<a class="mono name" href=${deploymentHref(this.state, id)}>${shortVersion(version)}</a>`
  }

  private failure(deployment: DeploymentDetail) {
    const { failure } = deployment
    if (failure === null) return nothing
    const leftOut = leftOutOfFailures(deployment)
    const { timeZone } = this.state
    const place = { service: deployment.service.name, environment: deployment.environment.name }
    const { basis, confidence, impactStartedAt, restoredAt, seconds, remedy, restoredByFlag, incidents, evidence } =
      failure
    const end =
      restoredAt === null || seconds === null
        ? html`<strong>still open</strong>`
        : html`restored after <strong>${duration(seconds).text}</strong>${remedy === null ? '' : ` ${remedyByWords(remedy, restoredByFlag).replace(/^By/, 'by')}`}`
    return html`<section>
      <h3>${leftOut === null ? 'Failed in use' : 'Not counted as a failure'}</h3>
      <p>
        ${leftOut === null ? 'Counts as a failure:' : `Does not count as a failure: ${leftOut}. What points at it:`} ${basisWords(basis)}
        (${confidence.toLowerCase()} confidence). Impact from
        ${moment(impactStartedAt, timeZone)}, ${end}.
      </p>
      <ul>
        ${incidents.map((incident) => html`<li>${incidentName(incident, this.state, place)}</li>`)}
      </ul>
      ${evidence.length === 0 ? nothing : jointTable(evidence, 'Evidence of the failure', timeZone, incidents)}
    </section>`
  }

  /** Why it is not known what was shipped, and the way to the repair. */
  private unknown({ changesUnavailableReason: reason, service, environment }: DeploymentDetail) {
    const why = unknownShipped(reason)
    if (why === null) return nothing
    const page = stateOfPage(this.state, { name: 'coverage' })
    const href = formatUrl({ ...page, open: streamKey(service.name, environment.name) })
    return html`<p>
      ${why} ${isRepairable(reason) ? html`<a class="no-print" href=${href}>See what is missing, and the command that repairs it</a>` : nothing}
    </p>`
  }

  private changes(deployment: DeploymentDetail): TemplateResult {
    const { changes } = deployment
    return html`<section>
      <h3>${shippedTitle(deployment)}</h3>
      ${this.unknown(deployment)}
      <ol>
        ${changes.nodes.map((change) => changeItem(change, this.state))}
      </ol>
      ${
        changes.pageInfo.hasNextPage
          ? html`<button class="button" type="button" @click=${() => (this.pages += 1)}>Show more changes</button>`
          : nothing
      }
    </section>`
  }
}
