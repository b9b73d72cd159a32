import { css } from 'lit'

/**
 * A table whose rows are cards on a narrow screen (600 px), each value under its heading, so that words stay whole. Its
 * class is `cards`; a cell says its heading in `data-head`, and with `across` it is as wide as the card.
 */
export const cardTableStyles = css`
  @media (max-width: 37.5rem) {
    table.cards,
    .cards > tbody,
    .cards > tbody > tr > * {
      display: block;
    }
    .cards > thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .cards > tbody > tr {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.6rem), 1fr));
      gap: 0.45rem 1rem;
      padding: 0.7rem 0;
      border-bottom: 1px solid var(--line);
    }
    .cards.rows > tbody > tr.row {
      padding: 0.8rem 1.15rem;
    }
    .cards.cards > tbody > tr > * {
      min-width: 0;
      max-width: none;
      padding: 0;
      border: 0;
      text-align: left;
    }
    .cards > tbody > tr > th,
    .cards > tbody > tr > .across,
    .cards > tbody > tr > .wide {
      grid-column: 1 / -1;
    }
    .cards .chip {
      white-space: normal;
    }
    .cards > tbody > tr > :empty {
      display: none;
    }
    .cards > tbody > tr > [data-head]::before {
      content: attr(data-head);
      display: block;
      color: var(--muted);
      font-size: 0.75rem;
    }
  }
`
