import { css } from 'lit'

/** Wide screens see a table, narrow ones a card for each service. */
export const serviceTableStyles = css`
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    padding: 0.35rem 0.25rem;
    background: var(--surface);
    border-bottom: 1px solid var(--line-strong);
    text-align: left;
    font-size: 0.82rem;
    font-weight: 550;
    white-space: nowrap;
  }
  thead button {
    padding: 0.3rem 0.45rem;
    border: 0;
    border-radius: 5px;
    background: none;
    color: var(--muted);
    cursor: pointer;
    font-weight: inherit;
  }
  thead button:hover,
  [aria-sort='ascending'] button,
  [aria-sort='descending'] button {
    color: var(--ink);
  }
  .arrow {
    margin-left: 0.3em;
    opacity: 0.45;
  }
  [aria-sort='ascending'] .arrow,
  [aria-sort='descending'] .arrow {
    opacity: 1;
    color: var(--accent);
  }
  tbody th,
  tbody td {
    padding: 0.8rem 0.7rem;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    font-weight: 400;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  tbody tr:hover > * {
    background: color-mix(in srgb, var(--sunken) 55%, transparent);
  }
  .worse {
    max-width: 11rem;
    color: var(--worse);
    white-space: normal;
  }
  th.col-name {
    padding-left: 1.1rem;
    min-width: 12.75rem;
    max-width: 16rem;
  }
  thead th.col-name {
    padding-left: 0.65rem;
  }
  .col-name a {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    font-weight: 600;
    text-decoration: underline;
    text-decoration-color: var(--line);
    text-underline-offset: 0.2em;
    color: var(--ink);
  }
  .col-name .alerted {
    display: inline-block;
    position: relative;
    margin-block: 0.17rem;
    color: var(--warning);
    text-decoration-color: currentColor;
  }
  .alerted::before {
    /* A target of 24 px, as of other chips. */
    content: '';
    position: absolute;
    inset: -0.17rem 0;
  }
  .col-name .choose {
    float: left;
    margin: 0.28rem 0.5rem 0 0;
  }
  .col-name a:hover {
    color: var(--accent);
    text-decoration: underline;
  }
  td.col-team {
    min-width: 6.5rem;
    max-width: 10rem;
    color: var(--muted);
  }
  td.col-last {
    padding-right: 1.1rem;
  }
  .button.earlier {
    border-color: var(--accent);
    color: var(--accent);
    font-weight: 600;
  }
  .metric {
    position: relative;
  }
  td[data-metric='deploymentFrequency'] {
    min-width: calc(112px + 54px + 2.6rem);
  }
  .spark {
    position: absolute;
    top: 0.8rem;
    left: calc(0.7rem + 112px + 0.8rem);
  }
  .spark .some {
    fill: var(--accent);
    fill-opacity: 0.55;
  }
  .spark .none {
    fill: var(--line-strong);
  }
  .version {
    max-width: 9rem;
    overflow: hidden;
    text-overflow: ellipsis;
    font-family: var(--mono);
  }
  @media (max-width: 77rem) {
    table,
    tbody,
    tr,
    tbody th,
    tbody td {
      display: block;
    }
    thead {
      display: block;
      padding: 0.4rem;
      border-bottom: 1px solid var(--line-strong);
    }
    thead tr {
      display: flex;
      flex-wrap: wrap;
    }
    thead th {
      position: static;
      padding: 0;
      border: 0;
    }
    tbody tr {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr));
      gap: 0.4rem 1rem;
      padding: 0.9rem 1.1rem;
      border-bottom: 1px solid var(--line);
    }
    tbody th,
    tbody td {
      padding: 0;
      border: 0;
    }
    .spark {
      top: 1.1rem;
      left: calc(112px + 0.6rem);
    }
    td[data-metric='deploymentFrequency'] {
      min-width: 0;
    }
    th.col-name,
    thead th.col-name {
      grid-column: 1 / -1;
      min-width: 0;
      max-width: none;
      padding: 0;
    }
    tbody th.col-name {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 0.6rem;
    }
    tbody td::before {
      content: attr(data-head);
      display: block;
      color: var(--muted);
      font-size: 0.75rem;
    }
    td.col-team {
      grid-column: 1 / -1;
      max-width: none;
      margin-top: -0.4rem;
      font-size: 0.87rem;
    }
    td.col-team::before {
      content: none;
    }
  }
  @media (max-width: 36rem) {
    tbody tr {
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.7rem), 1fr));
    }
    td[data-metric='deploymentFrequency'] {
      grid-column: 1 / -1;
    }
  }
`
