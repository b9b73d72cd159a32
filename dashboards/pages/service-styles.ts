import { css } from 'lit'

export const servicePageStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .crumbs {
    margin-bottom: -0.6rem;
  }
  .title {
    padding: 0.85rem 1.1rem 0.4rem;
  }
  .ink {
    color: var(--ink);
  }
`
