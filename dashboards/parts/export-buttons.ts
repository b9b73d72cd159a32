import { css, html, LitElement } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { csvText } from '../../libs/reports/csv.ts'
import type { Table } from '../../libs/reports/table.ts'
import { tableJson } from '../../libs/reports/table-json.ts'
import { ApiProblem } from '../api.ts'
import { group } from '../format.ts'
import { savedName } from '../picture-words.ts'
import { baseStyles } from './base-styles.ts'
import { saveText } from './save-file.ts'

/** A whole list, or its beginning, and how long it is. */
export interface Exported {
  readonly table: Table
  readonly total: number
}

/** Saves what a table shows as CSV or JSON; the rows are asked for when a button is pressed. */
@customElement('leadline-export')
export class ExportButtons extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem;
      }
      .button {
        min-height: 1.7rem;
        padding: 0.1rem 0.6rem;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]

  /** What the table is of, in words; the file is called by it. */
  @property() name = ''
  /** What else its file is called by: the environment and the window of the rows. */
  @property({ attribute: false }) within: readonly string[] = []
  @property({ attribute: false }) fetch: () => Promise<Exported> = () => Promise.reject(new Error('nothing to fetch'))
  /** While what would be saved is not what is asked for. */
  @property({ type: Boolean }) disabled = false
  @state() private said = ''
  @state() private busy = false

  protected override render() {
    const button = (words: 'CSV' | 'JSON') =>
      html`<button class="button quiet" type="button" ?disabled=${this.busy || this.disabled} @click=${() => void this.save(words)}>
        ${words}<span class="unseen"> of ${this.name}</span>
      </button>`
    return html`${button('CSV')}${button('JSON')}<span class="muted small" role="status">${this.said}</span>`
  }

  private async save(form: 'CSV' | 'JSON'): Promise<void> {
    this.busy = true
    this.said = ''
    try {
      const { table, total } = await this.fetch()
      const file = savedName(form.toLowerCase(), this.name.toLowerCase(), ...this.within)
      if (form === 'CSV') saveText(file, 'text/csv', csvText(table))
      else saveText(file, 'application/json', tableJson(table, total))
      const { length } = table.rows
      this.said =
        length < total ? `The first ${group(length)} of ${group(total)}; a query of GraphQL gets the others.` : ''
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.said = error.message
    } finally {
      this.busy = false
    }
  }
}
