import { css } from 'lit'

export const deploymentDetailStyles = css`
  :host {
    padding: 1rem 1.15rem 1.3rem;
    font-size: 0.93rem;
  }
  .whole {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.2rem;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 0.3rem 1.5rem;
  }
  dl div {
    min-width: 0;
  }
  dl > div {
    display: grid;
    grid-template-columns: 6.5rem minmax(0, 1fr);
    gap: 0.5rem;
    align-items: baseline;
  }
  dl > .long {
    grid-column: 1 / -1;
  }
  dt {
    color: var(--muted);
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.45rem;
  }
  ol {
    display: grid;
    gap: 0.6rem;
  }
  li {
    min-width: 0;
  }
  .change {
    padding: 0.6rem 0.8rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
  }
  .when {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
  }
  .button {
    justify-self: start;
  }
  details > summary {
    width: fit-content;
    cursor: pointer;
    color: var(--muted);
    font-size: 0.85rem;
  }
  details > summary:hover {
    color: var(--ink);
  }
  details[open] > summary {
    margin-bottom: 0.4rem;
  }
  .scroll > table.data {
    min-width: 44rem;
  }
  .commits {
    gap: 0.15rem;
  }
  details.keys > summary {
    color: inherit;
  }
  .keys ul {
    display: grid;
    gap: 0.2rem;
    max-width: 24rem;
    color: var(--muted);
  }
  .keys code {
    color: var(--ink);
    user-select: all;
  }
`
