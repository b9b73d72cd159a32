import { css } from 'lit'

/** What is folded below a line, and opens. */
export const foldStyles = css`
  summary {
    cursor: pointer;
  }
  summary h2 {
    display: inline;
  }
  .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.7rem;
    margin-top: 0.7rem;
  }
`

/** A card that is folded to its heading, with a table in it. */
export const foldedTableStyles = css`
  .card {
    padding: 0.85rem 1.15rem;
  }
  table.data thead th {
    color: var(--ink);
    font-weight: 600;
  }
`
