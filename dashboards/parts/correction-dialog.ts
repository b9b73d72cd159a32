import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state as own } from 'lit/decorators.js'
import { type Answer, ApiProblem, ask } from '../api.ts'
import { choicesOf } from '../correction-choices.ts'
import {
  correctionTitle,
  type PreviewAnswer,
  previewWords,
  questionWords,
  reasonWords,
  subjectWords,
} from '../correction-words.ts'
import { type Choice, type Correction, inputOf } from '../corrections-of.ts'
import { Loader } from '../loader.ts'
import { corrected, followed, makeCorrection } from '../make-correction.ts'
import overridePreview from '../queries/override-preview.graphql?raw'
import overrideRevokePreview from '../queries/override-revoke-preview.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { nameOfToken } from '../viewer.ts'
import { windowInput } from '../window-choice.ts'
import { baseStyles } from './base-styles.ts'
import { correctionDialogStyles } from './correction-dialog-styles.ts'

/** Sent when the dialog is done with, whatever was done. */
export const closed = 'leadline-closed'

let opened = 0

function doWords({ form }: Correction): string {
  return form === 'UNDO' ? 'Undo it' : 'Correct it'
}

/** One correction: what to settle and why, what that would move, and the button that makes it. */
@customElement('leadline-correction-dialog')
export class CorrectionDialog extends LitElement {
  static override styles = [baseStyles, correctionDialogStyles]

  @property({ attribute: false }) correction: Correction | null = null
  @property({ attribute: false }) state: UrlState = defaultState
  @query('dialog') private readonly dialog!: HTMLDialogElement | null
  @own() private value = ''
  @own() private isMaking = false
  @own() private complaint = ''
  /** Of the token; null while it is not known. */
  @own() private name: string | null = null
  /** What was moved since it was asked last may be another thing. */
  private readonly turn = (opened += 1)
  private readonly choices = new Loader<readonly Choice[]>(this)
  private readonly preview = new Loader<PreviewAnswer>(this)

  private get isChosen(): boolean {
    return this.value !== '' || this.correction?.form === 'UNDO'
  }

  protected override willUpdate(): void {
    const { correction, value, state } = this
    if (correction === null) return
    const key = `${this.turn} ${correction.form}`
    this.choices.load(`choices ${key}`, (signal) => choicesOf(correction, state.timeZone, signal))
    if (!this.isChosen) return
    const window = windowInput(state.range, state.timeZone)
    this.preview.load(`preview ${key} ${value}`, (signal) => this.ask(correction, value, window, signal))
  }

  private async ask(
    correction: Correction,
    value: string,
    window: object,
    signal: AbortSignal,
  ): Promise<Answer<PreviewAnswer>> {
    if (correction.form === 'UNDO') {
      const { id } = correction.override
      const answer = await ask<{ overrideRevokePreview: PreviewAnswer }>(overrideRevokePreview, { id, window }, signal)
      return { ...answer, data: answer.data.overrideRevokePreview }
    }
    const input = inputOf(correction, value, '')
    const answer = await ask<{ overridePreview: PreviewAnswer }>(overridePreview, { input, window }, signal)
    return { ...answer, data: answer.data.overridePreview }
  }

  protected override firstUpdated(): void {
    this.dialog?.showModal()
    void this.look()
  }

  private async look(): Promise<void> {
    this.name = await nameOfToken()
  }

  protected override render() {
    const { correction } = this
    if (correction === null) return nothing
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="subject"
      @cancel=${(event: Event) => this.keep(event)}
      @close=${() => this.dispatchEvent(new CustomEvent(closed))}
    >
      <form @submit=${(event: SubmitEvent) => void this.make(event)}>
        <h2 id="title">${correctionTitle(correction)}</h2>
        <p id="subject" class="name" dir="auto">${subjectWords(correction)}</p>
        ${this.question(correction)}
        <label>
          ${reasonWords(this.name)}
          <textarea class="field" name="reason" required maxlength="2000" autocomplete="off"></textarea>
        </label>
        <div class="preview" role="status" aria-live="polite" aria-label="What moves">${this.moves()}</div>
        ${this.complaint === '' ? nothing : html`<p class="note warning" role="alert">${this.complaint}</p>`}
        <div class="buttons">
          <button class="button strong" type="submit" ?disabled=${!this.canMake}>
            ${this.isMaking ? 'Working it in …' : doWords(correction)}
          </button>
          <button class="button" type="button" ?disabled=${this.isMaking} @click=${() => this.dialog?.close()}>Cancel</button>
        </div>
      </form>
    </dialog>`
  }

  /** Only what was previewed is made, or what is too large for a preview. */
  private get canMake(): boolean {
    const { answer, problem, loading } = this.preview
    if (!this.isChosen || this.isMaking || loading) return false
    return problem === null ? answer?.data.userErrors.length === 0 : problem.kind === 'refused'
  }

  private question(correction: Correction): TemplateResult | typeof nothing {
    const asked = questionWords(correction)
    const { answer, problem } = this.choices
    if (asked === null) return nothing
    if (problem !== null) return html`<p class="note warning" role="alert">${problem.message}</p>`
    const choose = (event: Event) => this.choose(event)
    const choices = answer?.data ?? []
    if (correction.form === 'SERVICE')
      return html`<label>
        ${asked}
        <input class="field" name="value" required list="services" autocomplete="off" @change=${choose} />
        <datalist id="services">${choices.map(({ value }) => html`<option value=${value}></option>`)}</datalist>
      </label>`
    return html`<label>
      ${asked}
      <select class="field" name="value" required @change=${choose}>
        <option value="">${answer === null ? 'Asking …' : 'Choose'}</option>
        ${choices.map(({ value, words, disabled = false }) => html`<option value=${value} ?disabled=${disabled}>${words}</option>`)}
      </select>
    </label>`
  }

  private choose({ target }: Event): void {
    const isField = target instanceof HTMLSelectElement || target instanceof HTMLInputElement
    this.value = isField ? target.value.trim() : ''
    this.complaint = ''
  }

  private moves() {
    if (!this.isChosen)
      return html`<p class="muted">Choose above what is right: the effect on the numbers appears here before anything is changed.</p>`
    const { answer, problem, loading } = this.preview
    if (loading) return html`<p class="muted">Trying it out …</p>`
    if (problem !== null) return html`<p>${problem.message}</p>`
    const [error] = answer?.data.userErrors ?? []
    if (error !== undefined) return html`<p>${error.message}</p>`
    if (answer === null) return nothing
    const { said, moves } = previewWords(answer.data, this.state.timeZone)
    return html`<p>${said}</p>
      ${moves.map(
        ({ place, numbers, records }) =>
          html`<h3 class="name" dir="auto">${place}</h3>
            <ul>
              ${numbers.map((number) => html`<li class="name number">${number}</li>`)}
              ${records.map((record) => html`<li class="name" dir="auto">${record}</li>`)}
            </ul>`,
      )}`
  }

  /** What is being made is waited for. */
  private keep(event: Event): void {
    if (this.isMaking) event.preventDefault()
  }

  private async make(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { correction } = this
    const { currentTarget } = event
    if (correction === null || !(currentTarget instanceof HTMLFormElement) || !this.canMake) return
    const reason = new FormData(currentTarget).get('reason')
    if (typeof reason !== 'string' || reason.trim() === '') {
      this.complaint = 'A reason is needed: whoever comes later reads it.'
      return
    }
    this.isMaking = true
    this.complaint = ''
    try {
      const refusal = await makeCorrection(correction, this.value, reason)
      if (refusal === null) this.done(correction, await followed())
      else this.complaint = refusal
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.complaint = error.message
    } finally {
      this.isMaking = false
    }
  }

  private done({ form }: Correction, hasFollowed: boolean): void {
    const what = form === 'UNDO' ? 'It is undone' : 'It is corrected'
    const detail = `${what}${hasFollowed ? ': the numbers follow it.' : '; the numbers follow as soon as it is worked in.'}`
    this.dialog?.close()
    this.dispatchEvent(new CustomEvent(corrected, { bubbles: true, composed: true, detail }))
  }
}
