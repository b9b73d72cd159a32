import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { chooseTheme, currentTheme, type Theme, themes } from '../theme.ts'
import { baseStyles } from './base-styles.ts'

const themeNames: Readonly<Record<Theme, string>> = { system: 'Automatic', light: 'Light', dark: 'Dark' }

export interface PageLink {
  readonly words: string
  readonly href: string
  /** Whether it is the page that is shown. */
  readonly current: boolean
}

/** The bar at the top: name, ways to the pages, colours, signing out. */
@customElement('leadline-page-head')
export class PageHead extends LitElement {
  static override styles = [
    baseStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.8rem;
        max-width: var(--wide);
        margin: 0 auto;
        padding: 0.7rem 1.25rem;
      }
      .mark {
        display: flex;
        align-items: center;
        gap: 0.55rem;
        color: var(--ink);
        font-size: 1.08rem;
        font-weight: 680;
        letter-spacing: -0.01em;
        text-decoration: none;
      }
      .mark svg {
        display: block;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0.15rem;
      }
      nav a,
      .account,
      .button {
        padding: 0.3rem 0.4rem;
        border-radius: 6px;
        color: var(--muted);
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover,
      .account:hover {
        color: var(--ink);
      }
      nav a[aria-current='page'],
      .account[aria-current='page'] {
        color: var(--ink);
        font-weight: 560;
      }
      nav,
      .account,
      .button,
      select {
        font-size: 0.93rem;
      }
      @media (max-width: 68rem) {
        nav {
          margin-left: -0.4rem;
        }
      }
      .end {
        display: flex;
        align-items: center;
        gap: 0.3rem;
        margin-left: auto;
      }
      .live {
        display: flex;
        align-items: center;
        gap: 0.35rem;
        color: var(--muted);
      }
      .live::before {
        content: '';
        width: 0.5rem;
        height: 0.5rem;
        border-radius: 50%;
        background: var(--better);
      }
      select {
        border: 0;
        background: transparent;
        color: var(--muted);
        min-height: 2rem;
        border-radius: 6px;
        cursor: pointer;
      }
      option {
        background: var(--surface);
        color: var(--ink);
      }
    `,
  ]

  /** The pages one may go to; the first is what the name leads to. */
  @property({ attribute: false }) links: readonly PageLink[] = []
  @property({ type: Boolean }) signedIn = false
  /** Where it stands who is signed in. */
  @property({ attribute: false }) account: Omit<PageLink, 'words'> | null = null
  /** Whether the numbers follow new events. */
  @property({ type: Boolean }) live = false
  @state() private theme = currentTheme()

  protected override render() {
    return html`<header class="no-print">
      <a class="mark" href=${this.links[0]?.href ?? '/'}>
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="#0b5d77" />
          <path d="M16 4v13" stroke="#fff" stroke-width="2" stroke-linecap="round" />
          <path
            d="M12 8h-2M12 12h-3M12 16h-2M20 8h2M20 12h3M20 16h2"
            stroke="#8fd0e2"
            stroke-width="1.6"
            stroke-linecap="round"
          />
          <path d="M16 16c1.6 2.6 3.4 5 3.4 7.6a3.4 3.4 0 0 1-6.8 0C12.6 21 14.4 18.6 16 16z" fill="#fff" />
        </svg>
        Leadline
      </a>
      <nav aria-label="Pages">
        ${this.links.map(({ words, href, current }) => html`<a href=${href} aria-current=${current ? 'page' : 'false'}>${words}</a>`)}
        <a href="/graphiql">GraphiQL</a>
      </nav>
      <div class="end">
        ${this.live ? html`<span class="live small" title="The numbers follow new events by themselves">Live</span>` : nothing}
        <label class="unseen" for="theme">Colours</label>
        <select id="theme" @change=${(event: Event) => this.choose(event)}>
          ${themes.map((theme) => html`<option value=${theme} ?selected=${theme === this.theme}>${themeNames[theme]}</option>`)}
        </select>
        ${
          this.signedIn
            ? html`${this.accountLink()}<button class="button quiet" type="button" @click=${() => this.dispatchEvent(new Event('leave'))}>
                Sign out
              </button>`
            : ''
        }
      </div>
    </header>`
  }

  private accountLink() {
    if (this.account === null) return nothing
    const { href, current } = this.account
    return html`<a class="account" href=${href} aria-current=${current ? 'page' : 'false'}>Account</a>`
  }

  private choose({ target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return
    this.theme = themes.find((theme) => theme === target.value) ?? 'system'
    chooseTheme(this.theme)
  }
}
