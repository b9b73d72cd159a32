import { css } from 'lit'

/** What the lists of the coverage page wear. */
export const coverageStyles = css`
  .rows > li,
  .gaps > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.4rem;
  }
  .rows > li {
    padding: 0.8rem 0;
    border-top: 1px solid var(--line);
  }
  details > summary {
    padding: 0.6rem 0;
    cursor: pointer;
    color: var(--muted);
  }
  .rows > li:first-child {
    border-top: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.2rem 0.7rem;
  }
  .line .end {
    margin-left: auto;
  }
  h3 {
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .chip.name {
    white-space: normal;
  }
  .gaps {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9rem;
    margin-top: 0.3rem;
    padding: 0.8rem 0.9rem;
    border-left: 3px solid var(--warning);
    border-radius: 7px;
  }
`
