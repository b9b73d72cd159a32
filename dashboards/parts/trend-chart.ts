import type { Chart, ChartConfiguration } from 'chart.js'
import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import type { DataTable, Palette } from '../charts/palette.ts'
import type { PictureOf } from '../picture-words.ts'
import { themeChanged } from '../theme.ts'
import { baseStyles } from './base-styles.ts'
import { cardTableStyles } from './card-table-styles.ts'
import { nextPoint, pointWords, showPoint } from './chart-points.ts'
import { dataTable } from './data-table.ts'
import { saveFile } from './save-file.ts'
import { themePalette } from './theme-palette.ts'

/** A picture and its words: the same data as a table and as one sentence. */
export interface Drawing {
  readonly title: string
  readonly summary: string
  readonly table: DataTable
  /** What is said of each point, by its index; left out: a row of the table each. */
  readonly points?: readonly string[]
  readonly configure: (palette: Palette) => ChartConfiguration
}

export const pointChosen = 'leadline-point'

/** Draws a chart with Chart.js, which it loads when first needed. A click on a step sends `leadline-point` with its index. */
@customElement('leadline-chart')
export class TrendChart extends LitElement {
  static override styles = [
    baseStyles,
    cardTableStyles,
    css`
      figure {
        display: flex;
        flex-direction: column;
        height: 100%;
      }
      .picture {
        position: relative;
        flex: 1;
        min-width: 0;
        min-height: var(--chart-height, 150px);
      }
      .picture:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: 3px;
        border-radius: 4px;
      }
      canvas {
        position: absolute;
        inset: 0;
      }
      summary {
        cursor: pointer;
        color: var(--muted);
        font-size: 0.82rem;
        padding: 0.35rem 0 0;
        width: fit-content;
      }
      summary:hover,
      .save:hover {
        color: var(--ink);
      }
      details[open] summary {
        padding-bottom: 0.4rem;
      }
      .below {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 1.2rem;
      }
      details {
        min-width: 0;
      }
      details[open] {
        flex: 1 0 100%;
      }
      .save {
        padding: 0.35rem 0 0;
        border: 0;
        background: none;
        color: var(--muted);
        font-size: 0.82rem;
        cursor: pointer;
      }
      .link {
        padding: 0;
        border: 0;
        background: none;
        color: var(--accent);
        cursor: pointer;
        text-decoration: underline;
        white-space: nowrap;
      }
      .scroll {
        max-height: 18rem;
        overflow-y: auto;
      }
    `,
  ]

  @property({ attribute: false }) drawing: Drawing | null = null
  /** What choosing a step does, for the button in the table; empty: steps cannot be chosen. */
  @property() action = ''
  /** Of what a picture of it is; null: none can be kept. */
  @property({ attribute: false }) picture: PictureOf | null = null
  @state() private failed = false
  @state() private unsaved = ''
  /** Index of the point that the keyboard is at. */
  @state() private pointed: number | null = null
  @query('canvas') private canvas?: HTMLCanvasElement
  private chart: Chart | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener(themeChanged, this.redraw)
    if (this.hasUpdated) this.redraw()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener(themeChanged, this.redraw)
    this.chart?.destroy()
    this.chart = null
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('drawing')) this.redraw()
  }

  private readonly redraw = (): void => {
    this.draw().catch(() => {
      this.failed = true
    })
  }

  private async draw(): Promise<void> {
    const { Chart } = await import('./chart-runtime.ts')
    this.chart?.destroy()
    this.chart = null
    if (!this.isConnected || !this.canvas || !this.drawing || !this.shadowRoot) return
    const configuration = this.drawing.configure(themePalette(this.shadowRoot))
    this.chart = new Chart(this.canvas, this.action === '' ? configuration : this.clickable(configuration))
  }

  private clickable(configuration: ChartConfiguration): ChartConfiguration {
    return {
      ...configuration,
      options: {
        ...configuration.options,
        onClick: (_event, items) => {
          const [item] = items
          if (item) this.choose(item.index)
        },
        onHover: (event, items) => {
          const target = event.native?.target
          if (target instanceof HTMLCanvasElement) target.style.cursor = items.length > 0 ? 'pointer' : ''
        },
      },
    }
  }

  /** Keeps the chart as it is shown, in its colours, with its words. */
  private async save(): Promise<void> {
    const { canvas, drawing, picture, shadowRoot } = this
    if (!canvas || !drawing || !picture || !shadowRoot) return
    this.unsaved = ''
    try {
      const { chartPicture } = await import('./chart-picture.ts')
      const palette = themePalette(shadowRoot)
      const { title, summary } = drawing
      const shown = { configuration: drawing.configure(palette), palette }
      const size = { width: canvas.clientWidth, height: canvas.clientHeight }
      saveFile(picture.file, await chartPicture({ title, summary, ...picture }, { ...shown, ...size }))
    } catch {
      this.unsaved = 'The picture could not be made.'
    }
  }

  private step(event: KeyboardEvent): void {
    const at = this.pointed
    if (event.key === 'Enter' && at !== null && this.action !== '') this.choose(at)
    const wanted = nextPoint(event.key, at, this.drawing === null ? 0 : pointWords(this.drawing).length)
    if (wanted === undefined) return
    event.preventDefault()
    this.point(wanted)
  }

  /** Puts the keyboard at the picture, from where arrow keys go on. */
  async focusPoints(): Promise<void> {
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('.picture')?.focus()
  }

  private point(index: number | null): void {
    this.pointed = index
    if (this.chart !== null) showPoint(this.chart, index)
  }

  private choose(index: number): void {
    this.dispatchEvent(new CustomEvent(pointChosen, { bubbles: true, composed: true, detail: index }))
  }

  protected override render() {
    if (!this.drawing) return nothing
    const { title, summary, table } = this.drawing
    const act = this.action === '' ? undefined : { label: this.action, at: (index: number) => this.choose(index) }
    return html`
      <figure>
        <div
          class="picture"
          ?hidden=${this.failed}
          tabindex="0"
          role="group"
          aria-label=${`${title}: arrow keys go from point to point${this.action === '' ? '' : `, Enter: ${this.action.toLowerCase()}`}`}
          @keydown=${(event: KeyboardEvent) => this.step(event)}
          @blur=${() => this.point(null)}
        >
          <canvas role="img" aria-label=${`${title}. ${summary}`}></canvas>
          <p class="unseen" role="status">${this.pointed === null ? nothing : pointWords(this.drawing)[this.pointed]}</p>
        </div>
        ${this.failed ? html`<p class="muted small">The picture could not be loaded. ${summary}</p>` : nothing}
        <div class="below no-print">
          <details>
            <summary>Show as table</summary>
            ${dataTable(table, `${title}, as a table`, act)}
          </details>
          ${
            this.picture === null || this.failed
              ? nothing
              : html`<button class="save" type="button" @click=${() => void this.save()}>Save as PNG<span class="unseen">: ${title}</span></button>`
          }
          ${this.unsaved === '' ? nothing : html`<span class="small" role="alert">${this.unsaved}</span>`}
        </div>
      </figure>
    `
  }
}
