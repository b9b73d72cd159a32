import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import differenceQuery from '../queries/difference.graphql?raw'
import type { ChangeList, DifferenceAnswer } from '../running-answers.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import { changeName } from './change-name.ts'
import { problemNote } from './problem-note.ts'

/** What lies between two deployments, as git says. */
@customElement('leadline-difference')
export class Difference extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 0.6rem;
        padding: 0.9rem 1.15rem;
        font-size: 0.93rem;
      }
      li {
        padding: 0.15rem 0;
      }
    `,
  ]

  /** Ids of the deployments. */
  @property() from = ''
  @property() to = ''
  @property({ attribute: false }) state: UrlState = defaultState
  private readonly difference = new Loader<DifferenceAnswer>(this)

  protected override willUpdate(): void {
    const { from, to } = this
    this.difference.load(`difference ${from} ${to}\n`, (signal) =>
      ask<DifferenceAnswer>(differenceQuery, { from, to }, signal),
    )
  }

  protected override render() {
    const { answer, problem } = this.difference
    if (problem !== null) {
      return problemNote(problem, () => {
        this.difference.expire()
        this.requestUpdate()
      })
    }
    if (answer === null) return html`<p class="muted" role="status">Asking …</p>`
    const { commits, changes, removedCommits, removedChanges } = answer.data.difference
    const same = commits === 0 && removedCommits === 0
    return html`
      ${same ? html`<p>No commit lies between them: the same version, or its configuration alone changed.</p>` : nothing}
      ${commits === 0 ? nothing : this.list(`Came: ${plural(changes.totalCount, 'change')} in ${plural(commits, 'commit')}`, changes)}
      ${removedCommits === null ? html`<p>What it took away cannot be told: a commit between them is not known.</p>` : nothing}
      ${
        removedCommits === null || removedCommits === 0 || removedChanges === null
          ? nothing
          : this.list(
              `Went: ${plural(removedChanges.totalCount, 'change')} in ${plural(removedCommits, 'commit')}`,
              removedChanges,
            )
      }
    `
  }

  private list(title: string, { nodes, totalCount }: ChangeList): TemplateResult {
    const more = totalCount - nodes.length
    return html`<section>
      <h3>${title}</h3>
      <ol>
        ${nodes.map((change) => html`<li>${changeName(change, this.state)}</li>`)}
        ${more > 0 ? html`<li class="muted">and ${plural(more, 'more change')}</li>` : nothing}
      </ol>
    </section>`
  }
}
