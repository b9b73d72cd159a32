import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type ApiProblem, ask } from '../api.ts'
import { plural } from '../format.ts'
import { Loader } from '../loader.ts'
import chooseMutation from '../queries/source-choose.graphql?raw'
import repositoriesQuery from '../queries/source-repositories.graphql?raw'
import type { ChooseAnswer, RepositoriesAnswer, RepositoryLine } from '../source-answers.ts'
import { baseStyles } from './base-styles.ts'
import { problemNote } from './problem-note.ts'

/** Sent when it is known which repositories are measured. */
export const repositoriesKnown = 'leadline-repositories-known'

export interface RepositoriesKnown {
  /** `owner/name` */
  readonly measured: readonly string[]
  /** The source is read with an App. */
  readonly hasApp: boolean
}

const shape = /^[\w.-]{1,100}\/[\w.-]{1,100}$/

/** Chooses which repositories of a source are measured. */
@customElement('leadline-source-repositories')
export class SourceRepositories extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        gap: 0.8rem;
      }
      fieldset {
        display: grid;
        gap: 0.35rem;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      label {
        display: flex;
        align-items: baseline;
        gap: 0.5rem;
        min-height: 1.6rem;
      }
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
        gap: 0.1rem 1rem;
        max-height: 22rem;
        overflow-y: auto;
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--line);
        border-radius: 7px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      .row .field {
        flex: 1 1 12rem;
        min-width: 0;
      }
    `,
  ]

  @property() sourceId = ''
  @property({ type: Number }) revision = 0
  @state() private isAll = true
  @state() private chosen: ReadonlySet<string> = new Set()
  /** Named by hand, because the source does not show them. */
  @state() private named: readonly string[] = []
  @state() private search = ''
  @state() private said = ''
  @state() private problem: ApiProblem | null = null
  private readonly repositories = new Loader<RepositoriesAnswer>(this)
  private taken: RepositoriesAnswer | null = null

  protected override willUpdate(): void {
    const key = `source-repositories\n${this.sourceId}\n${this.revision}`
    this.repositories.load(key, (signal) => ask<RepositoriesAnswer>(repositoriesQuery, { id: this.sourceId }, signal))
    const { answer } = this.repositories
    if (answer !== null && answer.data !== this.taken) this.take(answer.data)
  }

  private take(data: RepositoriesAnswer): void {
    this.taken = data
    const { isAll, repositories } = data.sourceRepositories
    this.isAll = isAll
    this.chosen = new Set(repositories.filter(({ isChosen }) => isChosen).map(({ name }) => name))
    this.tell()
  }

  /** Who shows what the chosen ones would count listens. */
  private tell(): void {
    const { repositories = [], readsAll = false } = this.taken?.sourceRepositories ?? {}
    const all = readsAll ? repositories.map(({ name }) => name) : []
    const detail: RepositoriesKnown = { measured: this.isAll ? all : [...this.chosen], hasApp: readsAll }
    this.dispatchEvent(new CustomEvent(repositoriesKnown, { bubbles: true, composed: true, detail }))
  }

  protected override render() {
    const { answer, problem } = this.repositories
    if (problem !== null) return problemNote(problem, () => this.again())
    if (answer === null) return html`<p class="muted" role="status">Asking GitHub for the repositories …</p>`
    const { readsAll, problem: unseen } = answer.data.sourceRepositories
    const words = readsAll ? 'All that the App is installed for, new ones too' : 'All that deliver, new ones too'
    return html`<form @submit=${(event: SubmitEvent) => this.save(event)}>
      ${unseen === null ? nothing : html`<p class="note warning">${unseen}</p>`}
      <fieldset>
        <legend class="unseen">Which repositories are measured</legend>
        ${this.way(true, words)} ${this.way(false, 'Only those that I choose')}
      </fieldset>
      ${
        this.isAll && !readsAll
          ? html`<p class="muted small">What was before is read of chosen repositories only: a token may see many more than are meant.</p>`
          : nothing
      }
      ${this.isAll ? nothing : this.choice(this.lines())}
      <div class="row">
        <button class="button strong" type="submit">Save</button>
        <span role="status">${this.said}</span>
      </div>
      ${this.problem === null ? nothing : html`<p class="note warning" role="alert">${this.problem.message}</p>`}
    </form>`
  }

  private lines(): readonly RepositoryLine[] {
    const known = this.taken?.sourceRepositories.repositories ?? []
    const more = this.named.filter((name) => !known.some((line) => line.name === name))
    return [...more.map((name) => ({ name, isChosen: true, isVisible: true })), ...known]
  }

  private way(isAll: boolean, words: string): TemplateResult {
    return html`<label>
      <input type="radio" name="way" .checked=${this.isAll === isAll} @change=${() => this.change(() => (this.isAll = isAll))} />
      ${words}
    </label>`
  }

  private choice(lines: readonly RepositoryLine[]): TemplateResult {
    const found = lines.filter(({ name }) => name.toLowerCase().includes(this.search.trim().toLowerCase()))
    return html`
      <div class="row">
        <label class="unseen" for="find">Find a repository, or name another as owner/name</label>
        <input
          id="find"
          class="field"
          type="search"
          placeholder="Find, or name another: owner/name"
          .value=${this.search}
          @input=${({ target }: Event) => {
            if (target instanceof HTMLInputElement) this.search = target.value
          }}
        />
        ${
          found.length === 0 && shape.test(this.search.trim())
            ? html`<button class="button" type="button" @click=${() => this.name(this.search.trim())}>Add ${this.search.trim()}</button>`
            : nothing
        }
        <button class="button" type="button" @click=${() => this.chooseAll(found, true)}>All shown</button>
        <button class="button" type="button" @click=${() => this.chooseAll(found, false)}>None</button>
      </div>
      <p class="muted small" role="status">${this.chosen.size} of ${plural(lines.length, 'repository', 'repositories')} chosen</p>
      <fieldset class="list">
        <legend class="unseen">Repositories</legend>
        ${found.map((line) => this.line(line))}
        ${found.length === 0 ? html`<p class="muted">None is called so.</p>` : nothing}
      </fieldset>
    `
  }

  private line({ name, isVisible }: RepositoryLine): TemplateResult {
    return html`<label>
      <input type="checkbox" .checked=${this.chosen.has(name)} @change=${() => this.toggle(name)} />
      <span class="name">${name}</span>
      ${isVisible ? nothing : html`<span class="chip warning">not visible</span> <span class="muted small">renamed, archived, or the App is not installed for it</span>`}
    </label>`
  }

  private change(work: () => void): void {
    this.said = ''
    work()
  }

  private toggle(name: string): void {
    this.change(() => {
      const chosen = new Set(this.chosen)
      if (!chosen.delete(name)) chosen.add(name)
      this.chosen = chosen
    })
  }

  private name(name: string): void {
    this.named = [name, ...this.named]
    this.search = ''
    this.toggle(name)
  }

  private chooseAll(lines: readonly RepositoryLine[], wanted: boolean): void {
    this.change(() => {
      const names = lines.map(({ name }) => name)
      const others = [...this.chosen].filter((name) => !names.includes(name))
      this.chosen = new Set(wanted ? [...others, ...names] : others)
    })
  }

  private again(): void {
    this.repositories.expire()
    this.requestUpdate()
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const repositories = this.isAll ? [] : [...this.chosen]
    if (!this.isAll && repositories.length === 0) {
      this.said = 'Choose at least one, or all.'
      return
    }
    this.said = 'Saving …'
    this.problem = null
    try {
      const { data } = await ask<ChooseAnswer>(chooseMutation, { id: this.sourceId, repositories })
      const [error] = data.sourceChooseRepositories.userErrors
      const left = 'What others deliver is ignored, and counted.'
      const done = this.isAll ? 'Saved: all are measured.' : `Saved: ${repositories.length} measured. ${left}`
      this.said = error?.message ?? done
      this.tell()
    } catch (error) {
      this.said = ''
      this.problem = error as ApiProblem
    }
  }
}
