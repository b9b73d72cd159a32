import { html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { curlSnippet, githubActionsSnippet, gitlabSnippet } from '../snippets.ts'
import { type Tested, testEvents } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'

/** Sent when a test went through, so that the list of sources shows it. */
export const tested = 'leadline-tested'

/** What a pipeline needs to post events: its token, once, and texts to copy. */
@customElement('leadline-new-events')
export class NewEvents extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  @property() now = ''
  @state() private result: Tested | null = null
  @state() private busy = false

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('made')) this.result = null
  }

  protected override render() {
    const token = this.made?.secret ?? null
    if (token === null) return nothing
    const { origin } = window.location
    const snippet = (test: boolean) => curlSnippet({ origin, token, nowIso: this.now, test })
    return html`<ol class="steps">
      <li>
        <p>Keep the token where the pipeline finds it, such as a secret named <code>LEADLINE_TOKEN</code>. It may send events as this source, and nothing else.</p>
        <leadline-copyable label="Token" wraps .text=${token}></leadline-copyable>
      </li>
      <li>
        <p>Try it from here: the event is checked and answered, and nothing of it is kept.</p>
        <div class="actions">
          <button class="button" type="button" ?disabled=${this.busy} @click=${() => void this.test(token)}>Send a test event</button>
          <span role="status" class=${this.result?.passed === false ? 'state bad' : 'state good'}>${this.result?.said ?? ''}</span>
        </div>
      </li>
      <li>
        <p>Post a deployment from a terminal. This one is made up, and counts; with <code>?test=true</code> behind <code>/api/events</code> it would not.</p>
        <leadline-copyable label="curl" .text=${snippet(false)}></leadline-copyable>
      </li>
      <li>
        <p>Let the pipeline do it after each deployment. Change the service and the environment to yours.</p>
        <details>
          <summary>GitHub Actions</summary>
          <leadline-copyable label="Step of GitHub Actions" .text=${githubActionsSnippet(origin)}></leadline-copyable>
        </details>
        <details>
          <summary>GitLab CI</summary>
          <leadline-copyable label="Job of GitLab CI" .text=${gitlabSnippet(origin)}></leadline-copyable>
        </details>
      </li>
    </ol>`
  }

  private async test(token: string): Promise<void> {
    this.busy = true
    this.result = await testEvents(token, this.now)
    this.busy = false
    if (this.result.passed) this.dispatchEvent(new Event(tested, { bubbles: true, composed: true }))
  }
}
