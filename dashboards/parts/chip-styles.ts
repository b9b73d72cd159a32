import { css } from 'lit'

/** A few words on a ground of their own, words that open what they mean, and what opens. */
export const chipStyles = css`
  .chip {
    display: inline-block;
    padding: 0 0.45em;
    border-radius: 4px;
    background: color-mix(in srgb, var(--muted) 12%, transparent);
    color: var(--muted);
    font-size: 0.78rem;
    line-height: 1.5;
    white-space: nowrap;
  }
  .opens {
    position: relative;
    border: 0;
    cursor: help;
    text-align: inherit;
    text-decoration: underline dotted;
    text-decoration-color: color-mix(in srgb, currentColor 60%, transparent);
    text-underline-offset: 0.2em;
  }
  .opens.chip {
    margin-block: 0.17rem;
  }
  .opens.term {
    padding: 0;
    background: none;
  }
  .opens::before {
    /* A target of 24 px; what is seen of it is less high. */
    content: '';
    position: absolute;
    inset: -0.17rem 0;
  }
  .meaning {
    position: absolute;
    inset: auto;
    width: max-content;
    margin: 0;
    padding: 0.5rem 0.7rem;
    border: 1px solid var(--line-strong);
    border-radius: 7px;
    background: var(--surface);
    box-shadow: var(--shadow);
    color: var(--ink);
    font-size: 0.85rem;
    font-weight: 400;
    line-height: 1.45;
    text-align: left;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .chip.warning {
    background: var(--warning-soft);
    color: var(--warning);
  }
  .chip.bad {
    background: var(--worse-soft);
    color: var(--worse);
  }
`
