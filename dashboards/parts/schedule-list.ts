import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { ListedSchedule, SchedulesAnswer } from '../alerting-answers.ts'
import { scheduleCommands } from '../alerting-statements.ts'
import { kindWords, timesWords } from '../alerting-words.ts'
import { ask } from '../api.ts'
import { moment } from '../format.ts'
import { Loader } from '../loader.ts'
import schedulesQuery from '../queries/report-schedules.graphql?raw'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { foldStyles } from './fold-styles.ts'
import { problemNote } from './problem-note.ts'
import { statedItem, statedItemStyles, subjectOf } from './stated-item.ts'

/** Comparisons and digests that are told regularly; for administrators. */
@customElement('leadline-schedule-list')
export class ScheduleList extends LitElement {
  static override styles = [baseStyles, foldStyles, statedItemStyles]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly schedules = new Loader<SchedulesAnswer>(this)

  protected override willUpdate(): void {
    this.schedules.load(`schedules\n${this.revision}`, (signal) => ask<SchedulesAnswer>(schedulesQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem } = this.schedules
    return html`<section class="card" aria-labelledby="schedules">
      <h2 id="schedules">Digests and reports</h2>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? nothing : this.content(answer.data.reportSchedules)}
    </section>`
  }

  private content(schedules: readonly ListedSchedule[]): TemplateResult {
    if (schedules.length > 0) return html`${schedules.map((schedule) => this.item(schedule))}`
    return html`<div class="none">
      <p class="muted">Nothing is told regularly. A digest tells what changed and what is open, where there is something to say:</p>
      <leadline-copyable label="Command" text="npx leadline schedule add --help"></leadline-copyable>
    </div>`
  }

  private item(schedule: ListedSchedule): TemplateResult {
    const { name, channel, services, team, environment, nextAt, lastAt, message } = schedule
    const { timeZone } = this.state
    const teams = team === null ? [] : [team]
    return statedItem({
      name,
      mark: null,
      facts: [
        ['What', kindWords(schedule)],
        ['Of', subjectOf(this.state, { services, teams }, environment)],
        ['When', timesWords(schedule)],
        ['To', html`<span class="name" dir="auto">${channel}</span>`],
        ['Told last', lastAt === null ? 'Not yet' : moment(lastAt, timeZone)],
        ['Told next', moment(nextAt, timeZone)],
      ],
      warning: message === null ? null : `Nothing was told the last time: ${message}`,
      change: html`<p>It is made by a command, or by <code>reportScheduleCreate</code> of the API. To change it, remove it and make it with other options:</p>
        <leadline-copyable label="Commands" .text=${scheduleCommands(schedule)}></leadline-copyable>`,
    })
  }

  private again(): void {
    this.schedules.expire()
    this.requestUpdate()
  }
}
