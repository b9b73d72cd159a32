import { css } from 'lit'

/** Wide boxes see the chain from left to right, narrow ones from top to bottom. */
export const chainStyles = css`
  figure {
    container-type: inline-size;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.7rem;
  }
  .way,
  .steps,
  .step {
    display: flex;
    min-width: 0;
  }
  .way {
    gap: 0.6rem 0;
    align-items: center;
  }
  .step {
    flex: 1 1 0;
  }
  .branches {
    display: grid;
    gap: 0.6rem;
    min-width: 0;
  }
  .branches h4 {
    margin: 0 0 0.2rem 2.7rem;
    font-size: 0.8rem;
    font-weight: 560;
  }
  .joint {
    display: grid;
    align-content: center;
    flex: 0 0 2.7rem;
    padding: 0 0.15rem;
    color: var(--muted);
    font-size: 0.72rem;
    line-height: 1.2;
    text-align: center;
  }
  .joint::after {
    content: '→';
    font-size: 1rem;
    line-height: 1;
  }
  .first {
    flex-grow: 0.75;
  }
  .first > .joint {
    display: none;
  }
  .joint .doubt {
    color: var(--warning);
    font-weight: 600;
  }
  .box {
    display: grid;
    flex: 1 1 0;
    align-content: start;
    gap: 0.1rem;
    min-width: 0;
    padding: 0.45rem 0.55rem;
    border: 1px solid var(--line-strong);
    border-radius: 8px;
    background: var(--surface);
    font-size: 0.8rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .box .title {
    color: var(--muted);
    font-size: 0.75rem;
  }
  .box .main {
    font-size: 0.9rem;
    font-weight: 560;
  }
  .box .words {
    display: -webkit-box;
    overflow: hidden;
    color: var(--muted);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 4;
  }
  .live > .box {
    border-color: var(--accent);
    background: var(--accent-soft);
  }
  .live > .box * {
    color: var(--ink);
  }
  .missing > .box {
    border-style: dashed;
    border-color: var(--warning);
    background: var(--warning-soft);
  }
  .missing > .box .main,
  .missing > .box .title {
    color: var(--warning);
  }
  .missing > .box .words {
    color: var(--ink);
  }
  .none > .box {
    border-style: dotted;
    background: none;
  }
  .waiting > .box {
    border-style: dashed;
    background: var(--surface);
  }
  .bad > .box {
    border-color: var(--worse);
    background: var(--worse-soft);
  }
  .bad > .box * {
    color: var(--worse);
  }
  summary {
    width: fit-content;
    cursor: pointer;
    color: var(--muted);
    font-size: 0.85rem;
  }
  @media (min-width: 37.51rem) {
    .scroll > table.data {
      min-width: 50rem;
    }
  }
  @container (max-width: 64rem) {
    .way,
    .steps,
    .step {
      flex-direction: column;
      align-items: stretch;
    }
    .joint {
      display: flex;
      flex: none;
      flex-direction: row-reverse;
      align-items: center;
      justify-content: start;
      gap: 0.4rem;
      padding: 0.15rem 0.8rem;
    }
    .joint::after {
      content: '↓';
    }
    .branches h4 {
      margin: 0.4rem 0 0;
    }
  }
`
