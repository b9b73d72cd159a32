import { html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { MadeSource } from '../setup-answers.ts'
import { curlSnippet, githubActionsSnippet, gitlabSnippet } from '../snippets.ts'
import { testEvents } from '../source-tests.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** What a pipeline needs to post events: its token, once, and texts to copy. */
@customElement('leadline-new-events')
export class NewEvents extends LitElement {
  static override styles = [baseStyles, sourceStyles]

  @property({ attribute: false }) made: MadeSource | null = null
  @property() now = ''

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
        <leadline-test-button label="Send a test event" .secret=${token} .test=${() => testEvents(token, this.now)}></leadline-test-button>
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
}
