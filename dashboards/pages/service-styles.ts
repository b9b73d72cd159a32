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
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.3rem;
    align-items: baseline;
  }
  .ink {
    color: var(--ink);
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 1rem;
  }
  .cards > * {
    grid-column: span 2;
  }
  .cards > .deploymentFrequency,
  .cards > .leadTimeForChanges {
    grid-column: span 3;
    --chart-height: 180px;
  }
  .stages {
    display: grid;
    gap: 0.8rem;
    padding: 1.05rem 1.15rem;
    --chart-height: 240px;
  }
  @media (max-width: 62rem) {
    .cards > *,
    .cards > .deploymentFrequency,
    .cards > .leadTimeForChanges {
      grid-column: 1 / -1;
    }
  }
`
