import { css } from 'lit'

/** What the pages of single records wear. */
export const recordStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    padding: 1rem 1.1rem;
  }
  .whole {
    padding: 0;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1.2rem;
  }
  .gaps,
  .gaps ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
  }
  .lane {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.2rem 0.8rem;
  }
`
