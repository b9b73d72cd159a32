import { css } from 'lit'
import { chipStyles } from './chip-styles.ts'

/** What every part wears: boxes, links, buttons, chips, tables, and text for screen readers only. */
export const baseStyles = css`
  :host {
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul,
  figure {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  h1 {
    font-size: 1.6rem;
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.2;
  }
  h2 {
    font-size: 1.05rem;
    font-weight: 620;
    letter-spacing: -0.005em;
  }
  h3 {
    font-size: 0.93rem;
    font-weight: 600;
  }
  a {
    color: var(--accent);
    text-decoration: underline;
    text-decoration-color: color-mix(in srgb, currentColor 35%, transparent);
    text-underline-offset: 0.2em;
  }
  a:hover {
    text-decoration-color: currentColor;
  }
  code,
  .mono {
    font-family: var(--mono);
    font-size: 0.87em;
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.85rem;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .name {
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  .button {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    min-height: 2.15rem;
    padding: 0.3rem 0.75rem;
    border: 1px solid var(--line-strong);
    border-radius: 7px;
    background: var(--surface);
    cursor: pointer;
    text-decoration: none;
    color: inherit;
  }
  .button:hover {
    border-color: var(--muted);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--muted);
  }
  .button.quiet:hover {
    color: var(--ink);
    background: var(--sunken);
  }
  .button.strong {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .button:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }
  .field {
    min-height: 2.15rem;
    padding: 0.3rem 0.6rem;
    border: 1px solid var(--line-strong);
    border-radius: 7px;
    background: var(--surface);
  }
  .card {
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
  }
  ${chipStyles}
  .note {
    padding: 0.6rem 0.9rem;
    border: 1px solid var(--line);
    border-left: 3px solid var(--accent);
    border-radius: 7px;
    background: var(--surface);
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }
  .note.warning {
    border-left-color: var(--warning);
  }
  .stale {
    opacity: 0.55;
  }
  .scroll {
    /* Else the unseen words inside widen the page. */
    position: relative;
    overflow-x: auto;
  }
  table.data {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.87rem;
    font-variant-numeric: tabular-nums;
  }
  table.data th,
  table.data td {
    padding: 0.35rem 0.7rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
  }
  table.data thead th {
    color: var(--muted);
    font-weight: 500;
  }
  @media print {
    .no-print {
      display: none !important;
    }
    .opens {
      text-decoration: none;
    }
    .card {
      break-inside: avoid;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .button,
    .stale {
      transition:
        opacity 120ms,
        border-color 120ms;
    }
  }
`
