import { css, html, LitElement, nothing } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { baseStyles } from '../parts/base-styles.ts'
import { keepToken } from '../session.ts'

export const signedIn = 'leadline-signed-in'

/** Asks for a token where there is none, or where the one there is is no good. */
@customElement('leadline-sign-in')
export class SignIn extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        gap: 0.9rem;
        max-width: 27rem;
        margin: 8vh auto 0;
        padding: 1.6rem;
      }
      label {
        display: grid;
        gap: 0.25rem;
        font-weight: 560;
      }
      button {
        justify-content: center;
      }
      .check {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-weight: 400;
      }
      .field {
        font-family: var(--mono);
        min-height: 2.5rem;
      }
      .help {
        display: grid;
        gap: 0.45rem;
      }
      pre {
        margin: 0;
        padding: 0.5rem 0.7rem;
        border-radius: 7px;
        background: var(--sunken);
        color: var(--ink);
        font-family: var(--mono);
        overflow-x: auto;
        user-select: all;
      }
      code {
        padding: 0.1em 0.35em;
        border-radius: 4px;
        background: var(--sunken);
      }
    `,
  ]

  /** Why the form is shown again; empty at first. */
  @property() problem = ''

  protected override render() {
    return html`<form class="card" @submit=${(event: SubmitEvent) => this.submit(event)}>
      <h1>Sign in</h1>
      ${this.problem === '' ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
      <input type="text" name="username" value="leadline" autocomplete="username" hidden />
      <label>
        Token
        <input
          class="field"
          type="password"
          name="token"
          autocomplete="current-password"
          spellcheck="false"
          required
          autofocus
        />
      </label>
      <label class="check"><input type="checkbox" name="brief" /> Forget it when this tab is closed</label>
      <button class="button strong" type="submit">Sign in</button>
      <div class="muted small help">
        <p>The first <code>npm start</code> prints an address that signs you in; it shows its token only that once.</p>
        <p>Lost it? In the folder of Leadline, this prints a new one (<code>read</code> instead: one that only looks). What you correct or make is kept with its name:</p>
        <pre tabindex="0">npx leadline token create --scope admin --name "Your name"</pre>
        <p>What you enter stays in this browser.</p>
      </div>
    </form>`
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault()
    const { currentTarget } = event
    if (!(currentTarget instanceof HTMLFormElement)) return
    const given = new FormData(currentTarget)
    const token = given.get('token')
    if (typeof token !== 'string' || token.trim() === '') return
    keepToken(token.trim(), given.get('brief') === null)
    this.dispatchEvent(new CustomEvent(signedIn, { bubbles: true, composed: true }))
  }
}
