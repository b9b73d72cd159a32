import { css } from 'lit'

/** The page of an incident: cards that hold one matter each. */
export const incidentStyles = css`
  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.4rem;
  }
  article + article {
    padding-top: 0.8rem;
    border-top: 1px solid var(--line);
  }
  ul {
    display: grid;
    gap: 0.4rem;
    padding-left: 1.1rem;
    list-style: disc;
  }
`
