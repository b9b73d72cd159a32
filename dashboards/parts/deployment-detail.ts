import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { type Answer, ask } from '../api.ts'
import type { DeploymentAnswer, DeploymentDetail } from '../evidence-answers.ts'
import { duration, moment, plural, shortSha } from '../format.ts'
import { Loader } from '../loader.ts'
import { chipOf } from '../metric-view.ts'
import deploymentQuery from '../queries/deployment.graphql?raw'
import { defaultState, formatUrl, type UrlState } from '../url-state.ts'
import { basisWords, kindWords, outcomeWords, plainWords, remedyWords } from '../words.ts'
import { baseStyles } from './base-styles.ts'
import { changeItem } from './change-item.ts'
import { chipList } from './chips.ts'
import { deploymentDetailStyles } from './deployment-detail-styles.ts'
import { incidentName } from './incident-name.ts'
import { jointTable } from './joints.ts'
import { problemNote } from './problem-note.ts'

/** One deployment opened: what is known of it, what it shipped, and the evidence for both. */
@customElement('leadline-deployment')
export class DeploymentPart extends LitElement {
  static override styles = [baseStyles, deploymentDetailStyles]

  /** Its id. */
  @property() deployment = ''
  @property({ attribute: false }) state: UrlState = defaultState
  @own() private pages = 1
  private readonly detail = new Loader<DeploymentDetail | null>(this)

  protected override willUpdate(): void {
    const { deployment, pages } = this
    this.detail.load(`deployment ${deployment}\n${pages}`, (signal) => this.fetch(deployment, pages, signal))
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
      ${this.facts(deployment)} ${this.failure(deployment)} ${this.changes(deployment)}
      <section>
        <h3>Evidence</h3>
        ${jointTable(deployment.links, 'Evidence of this deployment', this.state.timeZone)}
      </section>
    </div>`
  }

  private facts(deployment: DeploymentDetail): TemplateResult {
    const { timeZone } = this.state
    const time = (iso: string | null) => (iso === null ? 'unknown' : moment(iso, timeZone))
    const { previous, restoredBy, labels, flags } = deployment
    return html`<dl>
      ${fact('Version', html`<span class="mono name" dir="auto">${deployment.version}</span>`)}
      ${fact('Commit', deployment.sha === null ? 'unknown' : html`<span class="mono name">${deployment.sha}</span>`)}
      ${deployment.images.map((image) => fact('Image', html`<span class="mono name">${imageName(image)}</span>`))}
      ${fact('Kind', kindText(deployment))} ${fact('Outcome', outcomeText(deployment))}
      ${fact('Started', time(deployment.startedAt))} ${fact('Finished', time(deployment.finishedAt))}
      ${fact('Live', `${time(deployment.liveAt)}${deployment.liveRule === null ? '' : ` (${plainWords(deployment.liveRule).toLowerCase()})`}`)}
      ${
        deployment.arrivals.length < 2
          ? nothing
          : fact(
              'Arrivals',
              deployment.arrivals.map(
                (arrival) =>
                  html`<div><span class="name">${arrival.placement}</span> ${time(arrival.at)}${arrival.outcome === 'SUCCEEDED' ? '' : `, ${outcomeWords(arrival.outcome).toLowerCase()}`}</div>`,
              ),
            )
      }
      ${previous === null ? nothing : fact('Before it', this.link(previous))}
      ${restoredBy === null ? nothing : fact('Mended by', this.link(restoredBy))}
      ${deployment.configSha === null ? nothing : fact('Configuration', html`<span class="mono name">${deployment.configRepository ?? ''} ${shortSha(deployment.configSha)}</span>`)}
      ${fact(
        'Reported by',
        deployment.reports.map(
          ({ source, externalId, at }) =>
            html`<div><span class="name">${source}</span>${externalId === null ? '' : html` as <span class="mono name">${externalId}</span>`}${at === null ? '' : `, ${time(at)}`}</div>`,
        ),
      )}
      ${deployment.overrides.map(({ by, reason, at, revoked }) => fact(revoked ? 'Override, revoked' : 'Override', html`<span class="name">${by}</span>, ${time(at)}: <span class="name">${reason}</span>`))}
      ${
        labels.length === 0
          ? nothing
          : fact(
              'Labels',
              labels.map((label) => html`<span class="chip name">${label}</span> `),
            )
      }
      ${flags.length === 0 ? nothing : fact('Doubts', chipList(flags.map(chipOf)))}
    </dl>`
  }

  private link({ id, version }: { readonly id: string; readonly version: string }): TemplateResult {
    const href = formatUrl({ ...this.state, evidence: 'deployments', open: id })
    return html`<a class="mono name" href=${href}>${shortSha(version)}</a>`
  }

  private failure({ failure }: DeploymentDetail) {
    if (failure === null) return nothing
    const { timeZone } = this.state
    const { basis, confidence, impactStartedAt, restoredAt, seconds, remedy, incidents, evidence } = failure
    const end =
      restoredAt === null || seconds === null
        ? html`<strong>still open</strong>`
        : html`restored after <strong>${duration(seconds).text}</strong>${remedy === null ? '' : ` ${remedyWords(remedy).toLowerCase()}`}`
    return html`<section>
      <h3>Failed in use</h3>
      <p>
        Counts as a failure: ${basisWords(basis)} (${confidence.toLowerCase()} confidence). Impact from
        ${moment(impactStartedAt, timeZone)}, ${end}.
      </p>
      <ul>
        ${incidents.map((incident) => html`<li>${incidentName(incident, timeZone)}</li>`)}
      </ul>
      ${evidence.length === 0 ? nothing : jointTable(evidence, 'Evidence of the failure', timeZone)}
    </section>`
  }

  private changes({ changes }: DeploymentDetail): TemplateResult {
    return html`<section>
      <h3>${changes.totalCount === 0 ? 'Shipped no change' : `Shipped ${plural(changes.totalCount, 'change')}`}</h3>
      <ol>
        ${changes.nodes.map((change) => changeItem(change, this.state.timeZone))}
      </ol>
      ${
        changes.pageInfo.hasNextPage
          ? html`<button class="button" type="button" @click=${() => (this.pages += 1)}>Show more changes</button>`
          : nothing
      }
    </section>`
  }
}

function fact(term: string, value: unknown): TemplateResult {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`
}

function imageName({ image, tag, digest }: DeploymentDetail['images'][number]): string {
  return `${image}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}

function kindText({ kind, computedKind, statedKind, overrideKind }: DeploymentDetail): string {
  if (overrideKind !== null)
    return `${kindWords(kind)} (said by a person; computed ${kindWords(computedKind).toLowerCase()})`
  if (statedKind === null) return kindWords(kind)
  const computed = statedKind === computedKind ? '' : `; computed ${kindWords(computedKind).toLowerCase()}`
  return `${kindWords(kind)} (stated by its sender${computed})`
}

function outcomeText({ outcome, abortReason }: DeploymentDetail): string {
  return abortReason === null
    ? outcomeWords(outcome)
    : `${outcomeWords(outcome)}: ${abortReason.replaceAll('_', ' ').toLowerCase()}`
}
