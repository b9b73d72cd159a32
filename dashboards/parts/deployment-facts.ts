import { html, nothing, type TemplateResult } from 'lit'
import type { DeploymentDetail } from '../evidence-answers.ts'
import { liveRuleOf } from '../live-rules.ts'
import { moment, shortSha } from '../format.ts'
import { chipOf } from '../doubts.ts'
import { countedRework, reworkWords } from '../rework-words.ts'
import type { UrlState } from '../url-state.ts'
import { kindWords, outcomeWords, plainWords } from '../words.ts'
import { chipList } from './chips.ts'
import './correct.ts'
import { settledItem } from './settled-item.ts'

/** Makes a link to another deployment of the same service. */
export type LinkTo = (deployment: { readonly id: string; readonly version: string }) => TemplateResult

/** What is known of a deployment itself; what nobody said is left out or said to be unknown. */
export function deploymentFacts(deployment: DeploymentDetail, state: UrlState, linkTo: LinkTo): TemplateResult {
  return html`<dl>
    ${identity(deployment)} ${course(deployment, state)} ${neighbours(deployment, linkTo)}
    ${statements(deployment, state)}
  </dl>`
}

function fact(term: string, value: unknown): TemplateResult {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`
}

/** A fact that takes the whole width. */
function longFact(term: string, text: string): TemplateResult {
  return html`<div class="long">
    <dt>${term}</dt>
    <dd class="mono name" dir="auto">${text}</dd>
  </div>`
}

function time(iso: string | null, timeZone: string): string {
  return iso === null ? 'unknown' : moment(iso, timeZone)
}

function identity({ version, sha, images, configSha, configRepository }: DeploymentDetail): TemplateResult {
  return html`${longFact('Version', version)}
  ${sha === version ? nothing : longFact('Commit', sha ?? 'unknown')}
  ${images.map(({ image, tag, digest }) =>
    longFact('Image', `${image}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`),
  )}
  ${configSha === null ? nothing : longFact('Configuration', `${configRepository ?? ''} ${shortSha(configSha)}`)}`
}

function course(deployment: DeploymentDetail, state: UrlState): TemplateResult {
  const { timeZone } = state
  const { arrivals, liveAt, liveRule, startedAt, finishedAt } = deployment
  const rule = liveRuleOf(liveRule)
  const places = arrivals.map(
    ({ placement, at, outcome }) =>
      html`<div>
        <span class="name">${placement}</span> ${time(at, timeZone)}${outcome === 'SUCCEEDED' ? '' : `, ${outcomeWords(outcome).toLowerCase()}`}
      </div>`,
  )
  return html`${fact('Kind', html`${kindText(deployment)} ${wrongKind(deployment, state)}`)} ${fact('Outcome', outcomeText(deployment))}
  ${fact('Started', time(startedAt, timeZone))} ${fact('Finished', time(finishedAt, timeZone))}
  ${fact('Live', html`<span title=${rule?.meaning ?? nothing}>${time(liveAt, timeZone)}${rule === null ? '' : ` (${rule.words})`}</span>`)}
  ${arrivals.length < 2 ? nothing : fact('Arrivals', places)}`
}

function neighbours({ previous, restoredBy }: DeploymentDetail, linkTo: LinkTo): TemplateResult {
  return html`${previous === null ? nothing : fact('Before it', linkTo(previous))}
  ${restoredBy === null ? nothing : fact('Mended by', linkTo(restoredBy))}`
}

function statements(deployment: DeploymentDetail, state: UrlState): TemplateResult {
  const { timeZone } = state
  const { reports, overrides, labels, flags } = deployment
  const rework = countedRework(deployment)
  const reporters = reports.map(
    ({ source, externalId, at }) =>
      html`<div>
        <span class="name">${source}</span>${externalId === null ? '' : html` as <span class="mono name">${externalId}</span>`}${at === null ? '' : `, ${moment(at, timeZone)}`}
      </div>`,
  )
  return html`${reports.length === 0 ? nothing : fact('Reported by', reporters)}
  ${overrides.map((settled) => fact(settled.revoked ? 'Override, revoked' : 'Override', settledItem(settled, state)))}
  ${
    rework.length === 0
      ? nothing
      : fact(
          'Rework',
          rework.map((reason) => html`<div class="name">${reworkWords(reason, true)}</div>`),
        )
  }
  ${
    labels.length === 0
      ? nothing
      : fact(
          'Labels',
          labels.map((label) => html`<span class="chip name">${label}</span> `),
        )
  }
  ${flags.length === 0 ? nothing : fact('Doubts', chipList(flags.map(chipOf)))}`
}

function wrongKind(deployment: DeploymentDetail, state: UrlState): TemplateResult {
  const corrections = [{ form: 'KIND', deployment }]
  return html`<leadline-correct .corrections=${corrections} .of=${deployment.version} .state=${state}></leadline-correct>`
}

function kindText({ kind, computedKind, statedKind, overrideKind }: DeploymentDetail): string {
  const computed = kindWords(computedKind).toLowerCase()
  if (overrideKind !== null) return `${kindWords(kind)} (said by a person; computed ${computed})`
  if (statedKind === null) return kindWords(kind)
  return `${kindWords(kind)} (stated by its sender${statedKind === computedKind ? '' : `; computed ${computed}`})`
}

function outcomeText({ outcome, abortReason }: DeploymentDetail): string {
  return abortReason === null
    ? outcomeWords(outcome)
    : `${outcomeWords(outcome)}: ${plainWords(abortReason).toLowerCase()}`
}
