import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type Answer, type ApiProblem, ask } from '../api.ts'
import { ago, group, moment, plural } from '../format.ts'
import { Loader } from '../loader.ts'
import readMutation from '../queries/source-read.graphql?raw'
import historyQuery from '../queries/source-history.graphql?raw'
import type { HistoryAnswer, PartLine, ReadAnswer } from '../source-answers.ts'
import { baseStyles } from './base-styles.ts'
import { problemNote } from './problem-note.ts'

type History = HistoryAnswer['sourceHistory']

/** Sent when a reading came to its end. */
export const historyRead = 'leadline-history-read'

/** How long to wait before asking again how far it is, in milliseconds. */
const patience = 1_500

const parts = {
  COMMITS: 'Commits',
  REQUESTS: 'Requests',
  DEPLOYMENTS: 'Deployments',
  RELEASES: 'Releases',
  INCIDENTS: 'Incidents',
  RUNS: 'Workflow runs',
} as const
type Kind = keyof typeof parts
/** What is read of every repository. */
const always: readonly Kind[] = ['COMMITS', 'REQUESTS', 'DEPLOYMENTS']

/** How far the time before a source was connected was read, and the button that reads it. */
@customElement('leadline-source-history')
export class SourceHistory extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.8rem;
      }
      th.name {
        min-width: 9rem;
      }
      progress {
        display: block;
        width: 7rem;
        max-width: 100%;
        accent-color: var(--accent);
      }
    `,
  ]

  @property() sourceId = ''
  @property({ type: Number }) revision = 0
  @state() private asked = 0
  @state() private problem: string | null = null
  private readonly history = new Loader<HistoryAnswer>(this)
  private timer: ReturnType<typeof setTimeout> | undefined
  private wasBusy = false

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.timer)
    this.timer = undefined
  }

  protected override willUpdate(): void {
    const key = `source-history\n${this.sourceId}\n${this.revision} ${this.asked}`
    this.history.load(key, (signal) => ask<HistoryAnswer>(historyQuery, { id: this.sourceId }, signal))
    this.follow()
  }

  /** While it is being read, the page keeps up. */
  private follow(): void {
    const { answer, loading } = this.history
    const state = answer?.data.sourceHistory.state
    const isBusy = state === 'WISHED' || state === 'READING'
    if (!loading && this.wasBusy && !isBusy)
      this.dispatchEvent(new Event(historyRead, { bubbles: true, composed: true }))
    if (!loading) this.wasBusy = isBusy
    if (loading || !isBusy || this.timer !== undefined) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.asked += 1
    }, patience)
  }

  protected override render() {
    const { answer, problem } = this.history
    if (answer === null)
      return problem === null
        ? html`<p class="muted" role="status">Asking how far it is …</p>`
        : problemNote(problem, () => this.again())
    return this.shown(answer)
  }

  private shown({ data: { sourceHistory: history }, answeredAt }: Answer<HistoryAnswer>): TemplateResult {
    const busy = history.state === 'READING' || history.state === 'WISHED'
    return html`
      <p role="status">${words(history, answeredAt)}</p>
      ${history.state === 'ENDED' && history.progress.length > 0 ? html`<p><a href="/">To the numbers</a></p>` : nothing}
      ${history.progress.length === 0 ? nothing : table(history.progress)}
      ${history.problems.map(
        ({ repository, message }) =>
          html`<p class="note warning">${repository === null ? nothing : html`<strong class="name">${repository}:</strong> `}${message}</p>`,
      )}
      ${this.problem === null ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
      ${
        history.canRead
          ? html`<div>
              <button class="button" type="button" ?disabled=${busy} @click=${() => this.read()}>Read now</button>
            </div>`
          : nothing
      }
    `
  }

  private again(): void {
    this.history.expire()
    this.requestUpdate()
  }

  private async read(): Promise<void> {
    this.problem = null
    try {
      const { data } = await ask<ReadAnswer>(readMutation, { id: this.sourceId })
      this.problem = data.sourceReadHistory.userErrors[0]?.message ?? null
      this.asked += 1
    } catch (error) {
      this.problem = (error as ApiProblem).message
    }
  }
}

function words(history: History, now: string): string {
  const { state, canRead, startedAt, endedAt, goesOnAt, accepted, progress, problems } = history
  if (!canRead) return 'This source only delivers; the time before it was connected was not read by this server.'
  if (state === 'WISHED') return 'It begins in a moment …'
  if (state === 'READING') return `Being read since ${ago(startedAt ?? now, now)}; an interruption loses nothing.`
  if (state === 'LIMITED')
    return `GitHub lets nobody ask until ${moment(goesOnAt ?? now, 'UTC')} UTC; it goes on then by itself.`
  if (state === 'NEVER') return 'Nothing was read yet.'
  if (progress.length + problems.length === 0) return 'There is no repository to read yet: choose one above.'
  return `Read ${ago(endedAt ?? now, now)}; ${plural(accepted, 'event was', 'events were')} new. What is new is read every hour.`
}

function table(lines: readonly PartLine[]): TemplateResult {
  const repositories = [...new Set(lines.map(({ repository }) => repository))]
  const kinds = (Object.keys(parts) as Kind[]).filter(
    (kind) => always.includes(kind) || lines.some(({ part }) => part === kind),
  )
  return html`<div class="scroll" tabindex="0" role="region" aria-label="How far it was read">
    <table class="data">
      <caption class="unseen">
        How far it was read
      </caption>
      <thead>
        <tr>
          <th scope="col">Repository</th>
          ${kinds.map((kind) => html`<th scope="col">${parts[kind]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${repositories.map((name) => {
          const of = lines.filter(({ repository }) => repository === name)
          return html`<tr data-repository=${name}>
            <th scope="row" class="name">${name}</th>
            ${kinds.map((kind) => html`<td>${cell(of.find(({ part }) => part === kind))}</td>`)}
          </tr>`
        })}
      </tbody>
    </table>
  </div>`
}

function cell(line: PartLine | undefined): TemplateResult | string {
  if (line === undefined) return 'not yet'
  const { read, total, isFilled, repository, part } = line
  if (isFilled) return `all ${group(Math.max(read, total ?? 0))}`
  if (total === null || total === 0) return `${group(read)} so far`
  const label = `${parts[part]} of ${repository}`
  return html`${group(read)} of ${group(total)}<progress max=${total} .value=${Math.min(read, total)} aria-label=${label}></progress>`
}
