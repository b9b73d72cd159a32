import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { ago, group, moment, plural } from '../format.ts'
import type { SourceAnswer } from '../setup-answers.ts'
import { changeRulesCommand, removeCommand } from '../snippets.ts'
import { hasPage, isRead, ownTrouble, reasonWords, sourceWords } from '../source-words.ts'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when a source shall have a new secret; the detail is the source. */
export const rotating = 'leadline-rotate'

const systems: Readonly<Record<string, string>> = {
  events: 'posts events',
  github: 'GitHub',
  gitlab: 'GitLab',
  'azure-devops': 'Azure DevOps',
  argocd: 'Argo CD',
  flux: 'Flux',
  'argo-rollouts': 'Argo Rollouts',
  flagger: 'Flagger',
  kubernetes: 'Kubernetes',
  kargo: 'Kargo',
  cdevents: 'CDEvents',
  harbor: 'Harbor',
  pagerduty: 'PagerDuty',
  'incident-io': 'incident.io',
  jira: 'Jira',
  'jira-service-management': 'Jira Service Management',
  alertmanager: 'Alertmanager',
  datadog: 'Datadog',
  sentry: 'Sentry',
  servicenow: 'ServiceNow',
  launchdarkly: 'LaunchDarkly',
  unleash: 'Unleash',
  flagsmith: 'Flagsmith',
  git: 'git repository',
  'config-repository': 'configuration repository',
}

/** Sent when the repository of a source shall be read now; the detail is the source's id. */
export const toRead = 'leadline-read-source'

/** Those that are given a secret. */
const secretOf: Readonly<Record<string, string>> = {
  events: 'token',
  github: 'secret',
  gitlab: 'secret',
  'azure-devops': 'secret',
  argocd: 'secret',
  flux: 'secret',
  'argo-rollouts': 'secret',
  flagger: 'secret',
  kubernetes: 'secret',
  kargo: 'secret',
  cdevents: 'secret',
  harbor: 'secret',
  pagerduty: 'secret',
  'incident-io': 'secret',
  jira: 'secret',
  'jira-service-management': 'secret',
  alertmanager: 'secret',
  datadog: 'secret',
  sentry: 'secret',
  servicenow: 'secret',
  launchdarkly: 'secret',
  unleash: 'secret',
  flagsmith: 'secret',
}

/** Who sends, and how each is doing. */
@customElement('leadline-source-list')
export class SourceList extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.3rem;
        padding: 0.7rem 0;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
      }
      h3 {
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem 1.2rem;
        font-size: 0.87rem;
      }
      dl div {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.4rem;
      }
      dt {
        color: var(--muted);
      }
    `,
  ]

  @property({ attribute: false }) sources: readonly SourceAnswer[] = []
  /** The server's clock. */
  @property() now = ''
  @property({ attribute: false }) state: UrlState = defaultState
  /** Id of the source that is about to get a new secret. */
  @own() private asking: string | null = null

  /** What was asked again is answered where the keyboard is. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('asking') && this.asking !== null)
      this.renderRoot.querySelector<HTMLElement>('.actions button')?.focus()
  }

  protected override render() {
    return html`<ul>
      ${this.sources.map((source) => this.item(source))}
    </ul>`
  }

  private item(source: SourceAnswer): TemplateResult {
    const { name, system, state } = source
    const message = ownTrouble(source)
    const words = sourceWords(source)
    return html`<li data-source=${name} data-state=${state}>
      <div class="line">
        <h3>${hasPage(source) ? html`<a href=${this.pageOf(name)}>${name}</a>` : name}</h3>
        <span class="muted small">${systems[system] ?? system}</span>
        <span class="state ${words.tone}">${words.state}</span>
        ${this.renewal(source)} ${this.reading(source)}
      </div>
      ${this.facts(source)}
      ${message === null ? nothing : html`<p class="small name">${message}</p>`}
      ${source.refusals.map((refusal) => html`<p class="small name">${reasonWords(refusal)}</p>`)}
      ${this.problems(source)}
      ${words.advice === null ? nothing : html`<p class="muted small">${words.advice}</p>`}
      ${this.commands(source)}
    </li>`
  }

  /** What is done where files and the database are at hand. */
  private commands(source: SourceAnswer) {
    const { name, system, state } = source
    if (!isRead(source) || state === 'DISABLED') return nothing
    const rules = html`Other rules: <code>${changeRulesCommand(name)}</code>. `
    return html`<p class="muted small">
      ${system === 'config-repository' ? rules : nothing}No longer read it:
      <code>${removeCommand(name)}</code>
    </p>`
  }

  private problems({ problems, name, readAt }: SourceAnswer) {
    if (problems.length === 0) return nothing
    const shown = plural(problems.length, 'remark')
    return html`<details class="small">
      <summary>${shown}${readAt === null ? '' : ' from the last reading'}<span class="unseen"> of ${name}</span></summary>
      <ul class="problems">${problems.map((problem) => html`<li class="name">${problem}</li>`)}</ul>
    </details>`
  }

  private pageOf(source: string): string {
    return formatUrl(stateOfPage(this.state, { name: 'source', source }))
  }

  private facts({ lastEventAt, gapSince, testedAt, readAt, budget, ...source }: SourceAnswer) {
    const { address, accepted, ignored, quarantined } = source
    return html`<dl>
      <div><dt>Last event</dt><dd>${this.when(lastEventAt) ?? 'none yet'}</dd></div>
      <div><dt>Accepted</dt><dd class="number">${group(accepted)}</dd></div>
      <div><dt>Ignored</dt><dd class="number">${group(ignored)}</dd></div>
      <div><dt>Quarantined</dt><dd class="number">${group(quarantined)}</dd></div>
      ${this.fact('Last test', this.when(testedAt))} ${this.fact('Last read', this.when(readAt))}
      ${this.fact('Silent since', this.when(gapSince))} ${this.fact('May still ask', this.left(budget))}
      ${this.fact('Address', html`<span class="mono name">${address}</span>`)}
    </dl>`
  }

  private left(budget: SourceAnswer['budget']): TemplateResult | null {
    if (budget === null) return null
    const { remaining, limit, resetsAt } = budget
    const isOver = resetsAt !== null && Date.parse(resetsAt) <= Date.parse(this.now)
    const of = limit === null ? '' : ` of ${group(limit)}`
    if (isOver) return html`<span class="number">all${of} again</span>`
    const until = resetsAt === null ? nothing : html` until ${moment(resetsAt, this.state.timeZone)}`
    return html`<span class="number">${group(remaining)}${of}</span>${until}`
  }

  private fact(term: string, said: TemplateResult | null) {
    return said === null ? nothing : html`<div><dt>${term}</dt><dd>${said}</dd></div>`
  }

  private when(iso: string | null): TemplateResult | null {
    if (iso === null) return null
    return html`<time datetime=${iso} title=${moment(iso, this.state.timeZone)}>${ago(iso, this.now)}</time>`
  }

  /** A new secret costs the old one, so it is asked for twice. */
  private renewal(source: SourceAnswer) {
    const { id, name, system, state } = source
    const secret = secretOf[system]
    if (secret === undefined || state === 'DISABLED' || name === 'demo') return nothing
    if (this.asking !== id) {
      const ask = () => (this.asking = id)
      return html`<button class="button quiet end" type="button" @click=${ask}>
        New ${secret}<span class="unseen"> for ${name}</span>
      </button>`
    }
    const cost =
      secret === 'token'
        ? 'Tokens that only it sends with stop working at once.'
        : 'The old secret still counts for 24 hours.'
    return html`<span class="actions end" role="group" aria-label="New ${secret} for ${name}">
      <span class="small">${cost}</span>
      <button class="button strong" type="button" @click=${() => this.rotate(source)}>Make a new ${secret}</button>
      <button class="button" type="button" @click=${() => (this.asking = null)}>Keep the old one</button>
    </span>`
  }

  /** A repository is looked at every five minutes; who waits for it need not. */
  private reading(source: SourceAnswer) {
    const { id, name, state } = source
    if (!isRead(source) || state === 'DISABLED') return nothing
    const read = () => this.dispatchEvent(new CustomEvent(toRead, { bubbles: true, composed: true, detail: id }))
    return html`<button class="button quiet end" type="button" @click=${read}>
      Read now<span class="unseen">: ${name}</span>
    </button>`
  }

  private rotate(source: SourceAnswer): void {
    this.asking = null
    this.dispatchEvent(new CustomEvent(rotating, { bubbles: true, composed: true, detail: source }))
  }
}
