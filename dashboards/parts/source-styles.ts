import { css } from 'lit'

/** What the parts of the setup page wear. */
export const sourceStyles = css`
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    padding: 1rem 1.1rem;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.3rem 0.8rem;
  }
  .line .end {
    margin-left: auto;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.8rem;
  }
  .state {
    font-weight: 600;
  }
  .state.good {
    color: var(--better);
  }
  .state.bad {
    color: var(--worse);
  }
  .state.off,
  .state.waiting {
    color: var(--muted);
  }
  ol.steps {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    counter-reset: step;
  }
  ol.steps > li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    padding-left: 1.9rem;
    counter-increment: step;
  }
  ol.steps > li::before {
    content: counter(step);
    position: absolute;
    left: 0;
    width: 1.35rem;
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--ink);
    font-size: 0.8rem;
    font-weight: 600;
    line-height: 1.35rem;
    text-align: center;
  }
  label.field-name {
    display: grid;
    gap: 0.25rem;
    font-weight: 560;
  }
  label.field-name .field {
    width: min(100%, 24rem);
    font-weight: 400;
  }
  label.field-name .small {
    font-weight: 400;
  }
  details > summary {
    cursor: pointer;
    color: var(--accent);
  }
  details[open] > summary {
    margin-bottom: 0.5rem;
  }
`
