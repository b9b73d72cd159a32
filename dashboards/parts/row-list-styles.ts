import { css } from 'lit'

export const rowListStyles = css`
  .pad {
    padding: 0.9rem 1.15rem;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 1rem;
  }
  table.rows {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .rows th,
  .rows td {
    padding: 0.55rem 0.7rem;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    font-weight: 400;
  }
  .rows > * > tr > :first-child {
    padding-left: 1.15rem;
  }
  .rows thead th {
    color: var(--muted);
    font-size: 0.82rem;
    font-weight: 500;
    white-space: nowrap;
  }
  .rows tbody tr.row:hover > * {
    background: color-mix(in srgb, var(--sunken) 55%, transparent);
  }
  .scroll {
    container-type: inline-size;
  }
  /* What is opened is as wide as what is seen, however wide the table is. */
  .wide > * {
    position: sticky;
    left: 0;
    max-width: 100cqw;
  }
  .rows td.wide {
    padding: 0;
    background: var(--sunken);
  }
  .toggle {
    display: inline-flex;
    align-items: baseline;
    gap: 0.5rem;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    cursor: pointer;
    text-align: left;
  }
  .toggle:hover .when {
    text-decoration: underline;
  }
  .when {
    white-space: nowrap;
  }
  .sign {
    display: inline-block;
    color: var(--muted);
  }
  [aria-expanded='true'] .sign {
    transform: rotate(90deg);
  }
  .version {
    display: inline-block;
    max-width: 18rem;
    overflow: hidden;
    text-overflow: ellipsis;
    vertical-align: bottom;
    white-space: nowrap;
  }
  .rows .right {
    text-align: right;
  }
  .at {
    white-space: nowrap;
  }
  .services {
    min-width: 10rem;
  }
  .clamp,
  .incidents {
    min-width: 12rem;
    max-width: 30rem;
  }
  .stage-1 {
    fill: var(--stage-1);
  }
  .stage-2 {
    fill: var(--stage-2);
  }
  .stage-3 {
    fill: var(--stage-3);
  }
  .stage-4 {
    fill: var(--stage-4);
  }
  .stage-5 {
    fill: var(--stage-5);
  }
  .stage-6 {
    fill: var(--stage-6);
  }
  .stage-7 {
    fill: var(--stage-7);
  }
  .stage-8 {
    fill: var(--stage-8);
  }
  .stage-strip {
    display: block;
    margin-top: 0.3rem;
  }
`
