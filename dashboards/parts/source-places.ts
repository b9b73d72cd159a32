import { css, html, LitElement, nothing } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { type ApiProblem, ask } from '../api.ts'
import placesMutation from '../queries/source-places.graphql?raw'
import type { ChangePlacesAnswer, PlacesAnswer } from '../source-answers.ts'
import { baseStyles } from './base-styles.ts'
import { placesFields, wantedPlaces } from './places-fields.ts'
import { sourceStyles } from './source-styles.ts'

/** Shows and changes where what a source tells is, and whose. */
@customElement('leadline-source-places')
export class SourcePlaces extends LitElement {
  static override styles = [
    baseStyles,
    sourceStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.8rem;
      }
    `,
  ]

  @property() sourceId = ''
  @property() system = ''
  @property({ attribute: false }) places: PlacesAnswer | null = null
  @state() private said = ''
  @state() private problem: string | null = null

  protected override render() {
    if (this.places === null) return nothing
    return html`<form @submit=${(event: SubmitEvent) => this.save(event)}>
      ${placesFields(this.system, this.places)}
      <p class="muted small">
        What was delivered in the last 30 days is taken back and understood anew by what you save. What was told before keeps its names.
      </p>
      <div class="actions">
        <button class="button strong" type="submit">Save</button>
        <span role="status">${this.said}</span>
      </div>
      ${this.problem === null ? nothing : html`<p class="note warning" role="alert">${this.problem}</p>`}
    </form>`
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const places = wantedPlaces(new FormData(event.currentTarget as HTMLFormElement))
    this.said = 'Saving …'
    this.problem = null
    try {
      const { data } = await ask<ChangePlacesAnswer>(placesMutation, { id: this.sourceId, places })
      this.problem = data.sourceChangePlaces.userErrors[0]?.message ?? null
    } catch (error) {
      this.problem = (error as ApiProblem).message
    }
    this.said = this.problem === null ? 'Saved. It holds within moments.' : ''
  }
}
