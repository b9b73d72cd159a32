import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { unattributedWords } from '../coverage-words.ts'
import { plural } from '../format.ts'
import type { UnattributedAnswer } from '../setup-answers.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { coverageStyles } from './coverage-styles.ts'

/** What nobody has claimed, each with the one command that repairs it. */
@customElement('leadline-unattributed-list')
export class UnattributedList extends LitElement {
  static override styles = [baseStyles, coverageStyles]

  @property({ attribute: false }) items: readonly UnattributedAnswer[] = []
  /** How many there are in all. */
  @property({ type: Number }) of = 0

  protected override render() {
    const more = this.of - this.items.length
    return html`<ul class="rows">
        ${this.items.map((item) => this.item(item))}
      </ul>
      ${more > 0 ? html`<p class="muted small">${plural(more, 'more')}: <code>npx leadline unattributed</code> lists them all.</p>` : nothing}`
  }

  private item({ kind, name, count, example, reason, mend }: UnattributedAnswer): TemplateResult {
    return html`<li data-kind=${kind} data-name=${name}>
      <div class="line">
        <h3>${name}</h3>
        <span class="muted small">
          ${unattributedWords(kind, count)}${example === null ? nothing : html`, such as <code class="name">${example}</code>`}
        </span>
      </div>
      <p class="small">${reason}</p>
      <leadline-copyable label="Repair of ${name}" .text=${mend}></leadline-copyable>
    </li>`
  }
}
