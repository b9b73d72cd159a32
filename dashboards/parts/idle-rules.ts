import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { IdleRulesAnswer, ListedRule } from '../channel-answers.ts'
import { Loader } from '../loader.ts'
import idleRulesQuery from '../queries/idle-rules.graphql?raw'
import { baseStyles } from './base-styles.ts'
import { problemNote } from './problem-note.ts'
import { sourceStyles } from './source-styles.ts'

/** Rules of alerts, freezes and deployments that change nothing, and what to do about each; nothing where all count. For administrators. */
@customElement('leadline-idle-rules')
export class IdleRules extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      table.data td:last-child {
        min-width: 16rem;
        white-space: normal;
      }
    `,
  ]

  @property({ type: Number }) revision = 0
  private readonly rules = new Loader<IdleRulesAnswer>(this)

  protected override willUpdate(): void {
    this.rules.load(`idle rules\n${this.revision}`, (signal) => ask<IdleRulesAnswer>(idleRulesQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem } = this.rules
    const rows = answer === null ? [] : rowsOf(answer.data)
    if (problem === null && rows.length === 0) return nothing
    return html`<section class="card" aria-labelledby="idle-rules">
      <h2 id="idle-rules">Rules that change nothing</h2>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${rows.length === 0 ? nothing : table(rows)}
    </section>`
  }

  private again(): void {
    this.rules.expire()
    this.requestUpdate()
  }
}

interface Row extends ListedRule {
  readonly kind: string
}

function rowsOf({ alertRules, freezeWindows, notifyRules }: IdleRulesAnswer): readonly Row[] {
  const of = (kind: string, rules: readonly ListedRule[]): Row[] => rules.map((rule) => ({ ...rule, kind }))
  const all = [...of('Alerts', alertRules), ...of('Freeze', freezeWindows), ...of('Deployments', notifyRules)]
  return all.filter(({ warning }) => warning !== null)
}

function table(rows: readonly Row[]): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="idle-rules">
    <table class="data">
      <thead>
        <tr>${['Rule', 'Of', 'Changed in', 'Why'].map((head) => html`<th scope="col">${head}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, kind, origin, warning }) => html`<tr>
            <th scope="row"><span class="name" dir="auto">${name}</span></th>
            <td>${kind}</td>
            <td>${origin === 'FILE' ? 'leadline.yaml' : 'the API'}</td>
            <td dir="auto">${warning}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
