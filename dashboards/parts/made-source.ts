import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { plural } from '../format.ts'
import type { MadeSource, SourceAnswer } from '../setup-answers.ts'
import { isRead } from '../source-words.ts'
import { baseStyles } from './base-styles.ts'
import './new-attestation.ts'
import './new-events.ts'
import { isIncidentTool } from './new-incident-tool.ts'
import { hasManifest } from './new-manifest.ts'
import './new-registry.ts'
import './new-sink.ts'
import './new-webhook.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when the reader has copied what is shown once. */
export const finished = 'leadline-finished'

function came({ accepted, ignored, quarantined }: SourceAnswer): number {
  return accepted + ignored + quarantined
}

/** A source that was just made or given a new secret: what to copy, how to test it, and whether it arrived. */
@customElement('leadline-made-source')
export class MadeSourcePart extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  /** The same source as it stands now. */
  @property({ attribute: false }) current: SourceAnswer | null = null
  @property() now = ''
  /** Whether somebody looks for what arrives. */
  @property({ type: Boolean }) looking = false

  /** The keyboard and the screen reader go to what is shown once. */
  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('made')) this.renderRoot.querySelector<HTMLElement>('h2')?.focus()
  }

  protected override render() {
    const { made } = this
    if (made === null) return nothing
    const { name } = made.source
    return html`<section class="card" aria-label=${`The source ${name}`} data-made=${name}>
      <h2 tabindex="-1" class="name">${name} is ready</h2>
      ${made.secret === null ? nothing : html`<p class="note warning">What stands here is shown this once. Copy it before you leave this page.</p>`}
      ${this.instructions(made)}
      <div class="actions">
        ${this.arrival(made.source, this.current ?? made.source)}
        <button class="button" type="button" @click=${() => this.dispatchEvent(new Event(finished, { bubbles: true, composed: true }))}>Done</button>
      </div>
    </section>`
  }

  private instructions(made: MadeSource) {
    const { system, address } = made.source
    if (system === 'registry')
      return html`<p>
        Leadline asks <span class="mono name">${address}</span> for deployed images of which no commit is known, now and whenever one is
        deployed, and for nothing else. What it could not find is shown here, with what would mend it; you may leave this page.
      </p>`
    if (isRead(made.source))
      return html`<p>
        Leadline reads <span class="mono name">${address}</span> now, and what is new every five minutes. A large one takes a minute
        or two the first time; you may leave this page.
      </p>`
    if (system === 'github') return html`<leadline-new-webhook .made=${made}></leadline-new-webhook>`
    if (system === 'cdevents') return html`<leadline-new-sink .made=${made} .now=${this.now}></leadline-new-sink>`
    if (system === 'harbor') return html`<leadline-new-registry .made=${made}></leadline-new-registry>`
    if (isIncidentTool(system)) return html`<leadline-new-incident-tool .made=${made}></leadline-new-incident-tool>`
    if (system === 'provenance') return html`<leadline-new-attestation .made=${made}></leadline-new-attestation>`
    if (hasManifest(system)) return html`<leadline-new-manifest .made=${made}></leadline-new-manifest>`
    return html`<leadline-new-events .made=${made} .now=${this.now}></leadline-new-events>`
  }

  private arrival(before: SourceAnswer, current: SourceAnswer) {
    if (isRead(current)) return this.reading(current)
    const received = came(current) > came(before)
    const what = current.system === 'events' ? 'event' : 'delivery'
    if (current.accepted > before.accepted) return this.said('good', `Received: the first ${what} was taken in.`)
    if (current.quarantined > before.quarantined)
      return this.said('bad', `Received, but not understood: ${current.message ?? 'see below.'}`)
    if (received)
      return this.said('good', `Received: a ${what} arrived. It says nothing that is measured, as a ping does.`)
    if (current.testedAt !== before.testedAt)
      return this.said('good', 'The test was received. Waiting for the first real event …')
    return this.waiting(`Waiting for the first ${what} …`)
  }

  private reading({ state, message, readAt, accepted }: SourceAnswer) {
    const events = plural(accepted, 'event')
    if (state === 'FAILING') return this.said('bad', `It cannot be read: ${message ?? 'see below.'}`)
    if (readAt !== null) return this.said('good', `It was read: ${events} taken in.`)
    return this.waiting(accepted > 0 ? `Reading, ${events} so far …` : 'Reading …')
  }

  private waiting(words: string) {
    return this.said('waiting', this.looking ? words : 'Nobody looks any more: reload the page.')
  }

  private said(tone: string, words: string) {
    return html`<span role="status" class="state ${tone}" data-arrival=${tone}>${words}</span>`
  }
}
