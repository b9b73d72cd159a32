import { css } from 'lit'

export const correctionDialogStyles = css`
  dialog {
    width: min(38rem, calc(100vw - 2rem));
    max-height: calc(100vh - 2rem);
    overflow: auto;
    padding: 1.1rem 1.25rem 1.25rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
  }
  dialog::backdrop {
    background: rgb(10 18 24 / 55%);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.8rem;
  }
  label {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.2rem;
    font-size: 0.93rem;
  }
  label .field {
    width: 100%;
  }
  textarea {
    min-height: 4.2rem;
    font: inherit;
    color: inherit;
    resize: vertical;
  }
  .preview {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    min-height: 3.2rem;
    padding: 0.7rem 0.9rem;
    border-radius: 7px;
    background: var(--sunken);
  }
  .preview ul {
    display: grid;
    gap: 0.25rem;
    padding-left: 1.1rem;
    list-style: disc;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
  }
`
