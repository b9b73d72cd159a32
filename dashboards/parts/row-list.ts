import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { property, state } from 'lit/decorators.js'
import type { Table } from '../../libs/reports/table.ts'
import { definitionInput } from '../definition-choice.ts'
import { allPages, longestPage } from '../all-pages.ts'
import type { Page } from '../answers.ts'
import type { Answer } from '../api.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import { savedWithin } from '../picture-words.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { type WindowInput, windowInput } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import './export-buttons.ts'
import type { Exported } from './export-buttons.ts'
import { problemNote } from './problem-note.ts'
import { rowListStyles } from './row-list-styles.ts'

export interface RowScope {
  readonly name: string
  readonly environment: string
  readonly window: WindowInput
  readonly definition: ReturnType<typeof definitionInput>
  readonly after: string | null
  /** How many rows at most; 25 where it is left out. */
  readonly first?: number
}

/** How many rows the documents ask for at once. */
const pageLength = 25

/** A list of rows behind a number: 25 at once and more on demand. What the rows are is said by who extends this. */
export abstract class RowList<Row> extends LitElement {
  static override styles = [baseStyles, rowListStyles, cardTableStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property() service = ''
  @property({ type: Number }) revision = 0
  /** The window of the numbers above, so that the rows are of the same moment. */
  @property({ attribute: false }) window: { readonly from: string; readonly to: string } | null = null
  /** How many pages have been asked for. */
  @state() private pages = 1
  #scope = ''
  /** What was read last: rows of another moment are not added to. */
  #read = { of: '', pages: 0 }
  protected readonly rows = new Loader<Page<Row>>(this)

  /** One page of rows, or null when there is no such service. */
  protected abstract fetchPage(scope: RowScope, signal: AbortSignal): Promise<Answer<Page<Row> | null>>
  protected abstract readonly question: string
  protected abstract table(rows: readonly Row[]): TemplateResult
  /** The rows as a table to keep. */
  protected abstract exported(rows: readonly Row[]): Table
  /** What is said when there are none. */
  protected abstract readonly none: string
  /** One of the rows, for the count. */
  protected abstract readonly one: string

  private get scope(): RowScope {
    const { environment, focus, range, timeZone } = this.state
    const given = focus ?? this.window
    const window = given ? { from: given.from, to: given.to, timeZone } : windowInput(range, timeZone)
    return { name: this.service, environment, window, definition: definitionInput(this.state.definition), after: null }
  }

  /** Every row, not only those that are shown. */
  private async whole(): Promise<Exported> {
    const { scope } = this
    const { signal } = new AbortController()
    const { rows, total } = await allPages(
      async (after) => (await this.fetchPage({ ...scope, first: longestPage, after }, signal)).data,
    )
    return { table: this.exported(rows), total }
  }

  protected override willUpdate(): void {
    const { environment, focus, range, timeZone, definition } = this.state
    const scope = JSON.stringify({ name: this.service, environment, focus, range, timeZone, definition })
    if (scope !== this.#scope) this.pages = 1
    this.#scope = scope
    const { pages } = this
    this.rows.load(`${this.question} ${this.service}\n${scope} ${pages}\n${this.revision}`, (signal) =>
      this.fetchPages(this.scope, pages, signal),
    )
  }

  private async fetchPages(scope: RowScope, pages: number, signal: AbortSignal): Promise<Answer<Page<Row>>> {
    const known = this.rows.answer?.data
    const of = JSON.stringify([scope.window, this.#scope, this.revision])
    const grows = this.#read.of === of && this.#read.pages < pages && known !== undefined && known.pageInfo.hasNextPage
    const after = grows ? known.pageInfo.endCursor : null
    const first = grows || pages === 1 ? {} : { first: Math.min(pages * pageLength, longestPage) }
    const answer = await this.fetchPage({ ...scope, ...first, after }, signal)
    this.#read = { of, pages }
    const empty: Page<Row> = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] }
    const page = answer.data ?? empty
    return { ...answer, data: grows ? { ...page, nodes: [...known.nodes, ...page.nodes] } : page }
  }

  protected override render() {
    const { answer, problem, loading } = this.rows
    if (problem !== null) return html`<div class="pad">${problemNote(problem, () => this.again())}</div>`
    if (answer === null) return html`<p class="pad muted" role="status">Asking …</p>`
    const { nodes, totalCount, pageInfo } = answer.data
    if (nodes.length === 0) return html`<p class="pad muted">${this.none}</p>`
    return html`<div class=${loading ? 'stale' : ''} aria-busy=${loading}>
        <div class="scroll" tabindex="0" role="region" aria-label=${`${this.one} list`}>${this.table(nodes)}</div>
      </div>
      <p class="pad foot muted small">
        <span>${nodes.length} of ${plural(totalCount, this.one)}</span>
        ${
          pageInfo.hasNextPage
            ? html`<button class="button no-print" type="button" ?disabled=${loading} @click=${() => (this.pages += 1)}>Show more</button>`
            : nothing
        }
        <leadline-export .name=${`${this.question} of ${this.service}`} .within=${savedWithin(this.state.environment, this.scope.window)} .fetch=${() => this.whole()}></leadline-export>
      </p>`
  }

  private again(): void {
    this.rows.expire()
    this.requestUpdate()
  }
}
