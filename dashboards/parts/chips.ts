import { html, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { type Chip, discovered } from '../doubts.ts'

/** Doubts in a few words each; the whole sentence opens for pointer, finger and keyboard, and screen readers have it at once. */
export function chipList(chips: readonly Chip[]): TemplateResult[] {
  return chips.map(
    ({ text, explanation, tone }) => html`${explained(text, explanation, `chip ${tone === 'warning' ? tone : ''}`)} `,
  )
}

/** Of a service that nobody wrote down. */
export function discoveredChip(): TemplateResult[] {
  return chipList([discovered])
}

/** Words that open what they mean; Escape, or a click elsewhere, closes it. They stand in no link and in no other button. */
export function explained(text: string, explanation: string, look = 'term'): TemplateResult {
  return html`<button class=${`opens ${look}`} type="button" ${ref(opensNext)}>${text}<span class="unseen">: ${explanation}</span></button
    ><span class="meaning" popover @beforetoggle=${place}>${explanation}</span>`
}

/** Without names, of which two could be the same: the button opens what follows it. */
function opensNext(button: Element | undefined): void {
  const meaning = button?.nextElementSibling
  if (button instanceof HTMLButtonElement && meaning) button.popoverTargetElement = meaning
}

/** Below its button, or above where little is left of the window; it goes along with the page. */
function place({ currentTarget: meaning }: Event): void {
  if (!(meaning instanceof HTMLElement)) return
  const button = meaning.previousElementSibling?.getBoundingClientRect()
  if (button === undefined) return
  const most = Math.min(320, window.innerWidth - 16)
  const isLow = button.bottom > window.innerHeight * 0.75
  const left = Math.max(8, Math.min(button.left, window.innerWidth - most - 8))
  const top = isLow ? button.top - 6 : button.bottom + 6
  meaning.style.maxWidth = `${most}px`
  meaning.style.left = `${left + window.scrollX}px`
  meaning.style.top = `${top + window.scrollY}px`
  meaning.style.transform = isLow ? 'translateY(-100%)' : ''
}
