import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state as own } from 'lit/decorators.js'
import { correctionTitle } from '../correction-words.ts'
import type { Correction } from '../corrections-of.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { mayCorrect } from '../viewer.ts'
import { baseStyles } from './base-styles.ts'
import './correction-dialog.ts'

/** Buttons that correct what is seen, for those who may; others are told who may. */
@customElement('leadline-correct')
export class Correct extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.35rem;
        margin-top: 0.3rem;
      }
      .button {
        gap: 0;
        min-height: 1.75rem;
        padding: 0.1rem 0.55rem;
        font-size: 0.85rem;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ attribute: false }) corrections: readonly Correction[] = []
  /** What they are of, for those who hear the button alone. */
  @property() of = ''
  /** Null: it is being asked. */
  @own() private may: boolean | null = null
  @own() private open: Correction | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    void this.look()
  }

  private async look(): Promise<void> {
    this.may = await mayCorrect()
  }

  protected override render() {
    if (this.may === null) return nothing
    // Who may not undo sees what was settled, and by whom.
    if (!this.may)
      return this.corrections.every(({ form }) => form === 'UNDO')
        ? nothing
        : html`<p class="muted small">Wrong? Whoever has a token with the scope “admin” can correct it here.</p>`
    return html`<div class="buttons">${this.corrections.map((correction) => this.button(correction))}</div>
      ${
        this.open === null
          ? nothing
          : html`<leadline-correction-dialog
              .correction=${this.open}
              .state=${this.state}
              @leadline-closed=${() => (this.open = null)}
            ></leadline-correction-dialog>`
      }`
  }

  private button(correction: Correction) {
    return html`<button class="button" type="button" aria-haspopup="dialog" @click=${() => (this.open = correction)}>
      ${correctionTitle(correction)}<span class="unseen">: ${this.of}</span>
    </button>`
  }
}
