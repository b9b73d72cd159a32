import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { ask } from '../api.ts'
import type { ChannelsAnswer, ListedChannel } from '../channel-answers.ts'
import { testChannel } from '../channel-tests.ts'
import { channelKindWords, channelState, waitingWords } from '../channel-words.ts'
import { Loader } from '../loader.ts'
import channelsQuery from '../queries/channels.graphql?raw'
import type { Tested } from '../source-tests.ts'
import { defaultState, type UrlState } from '../url-state.ts'
import { baseStyles } from './base-styles.ts'
import './copyable.ts'
import { problemNote } from './problem-note.ts'
import { sourceStyles } from './source-styles.ts'
import './test-button.ts'

/** Where Leadline tells somebody something, whether that works, and a button that tries it; for administrators. */
@customElement('leadline-channel-list')
export class ChannelList extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      table.data td:last-child {
        min-width: 12rem;
      }
    `,
  ]

  @property({ attribute: false }) state: UrlState = defaultState
  @property({ type: Number }) revision = 0
  private readonly channels = new Loader<ChannelsAnswer>(this)

  protected override willUpdate(): void {
    this.channels.load(`channels\n${this.revision}`, (signal) => ask<ChannelsAnswer>(channelsQuery, {}, signal))
  }

  protected override render() {
    const { answer, problem } = this.channels
    return html`<section class="card" aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      ${problem === null ? nothing : problemNote(problem, () => this.again())}
      ${answer === null ? nothing : this.content(answer.data.channels)}
    </section>`
  }

  private content(channels: readonly ListedChannel[]): TemplateResult {
    if (channels.length === 0)
      return html`<p class="muted">
          Nobody is told anything yet. A channel is mail, a webhook, Slack, Microsoft Teams, PagerDuty or issues of GitHub:
        </p>
        <leadline-copyable label="Command" text="npx leadline channel add --help"></leadline-copyable>`
    return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="channels">
      <table class="data">
        <thead>
          <tr>${['Channel', 'To', 'State', 'Test'].map((head) => html`<th scope="col">${head}</th>`)}</tr>
        </thead>
        <tbody>${channels.map((channel) => this.row(channel))}</tbody>
      </table>
    </div>`
  }

  private row(channel: ListedChannel): TemplateResult {
    const { name, kind, to, message } = channel
    const { words, mood } = channelState(channel, this.state.timeZone)
    const waiting = waitingWords(channel)
    return html`<tr>
      <th scope="row"><span class="name" dir="auto">${name}</span></th>
      <td>${channelKindWords(kind)}<div class="muted small name" dir="auto">${to}</div></td>
      <td>
        <span class="state ${mood}">${words}</span>
        ${message === null ? nothing : html`<div class="small name" dir="auto">${message}</div>`}
        ${waiting === null ? nothing : html`<div class="muted small">${waiting}</div>`}
      </td>
      <td>
        <leadline-test-button label=${`Test ${name}`} .secret=${name} .test=${() => this.test(name)}></leadline-test-button>
      </td>
    </tr>`
  }

  private async test(name: string): Promise<Tested> {
    const tested = await testChannel(name)
    this.again()
    return tested
  }

  private again(): void {
    this.channels.expire()
    this.requestUpdate()
  }
}
