// The rows of the form where there is no room for a name beside an amount and what can be done with it: these go below the
// name.
import { css } from 'lit';

export const stackedStyles = css`
  .stacks,
  .stacks tbody {
    display: block;
  }

  .stacks thead {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  .stacks tr {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr) minmax(0, auto) max-content;
    align-items: baseline;
    padding: 4px 16px;
    border-bottom: 1px solid var(--db-line);
  }

  .stacks .sec {
    padding: 0;
  }

  .stacks tr > * {
    width: auto;
    height: auto;
    padding: 1px 0;
    border: 0;
  }

  .stacks tr > :first-child {
    padding-left: 0;
  }

  .stacks .sec > th {
    grid-column: 1 / -1;
    padding: 2px 16px;
  }

  .stacks .at,
  .stacks .at:lang(en) {
    width: auto;
  }

  .stacks .at:not(:empty) {
    padding-right: 12px;
  }

  .stacks .name {
    grid-column: 2 / -1;
  }

  .stacks .plain .name {
    grid-column-start: 1;
  }

  .stacks td.act {
    grid-column: 1 / 3;
    grid-row: 2;
    padding: 0;
    margin-left: -4px;
    text-align: left;
  }

  .stacks .v {
    grid-column: 3;
    grid-row: 2;
  }

  .stacks .v[colspan='2'] {
    grid-column: 3 / -1;
    padding-right: 0;
  }

  .stacks .v.parts,
  .stacks .v.text,
  .stacks .changed .v {
    grid-column: 1 / -1;
  }

  .stacks .v.parts ~ .act,
  .stacks .v.text ~ .act,
  .stacks .changed .v ~ .act {
    grid-row: 3;
  }

  .stacks .u {
    grid-column: 4;
    grid-row: 2;
    padding-left: 6px;
  }

  .stacks .failing {
    box-shadow: inset 4px 0 0 var(--db-error);
  }

  .stacks .guided:not(.failing) {
    box-shadow: inset 4px 0 0 var(--db-guide);
  }

  .stacks tr > :first-child:first-child {
    box-shadow: none;
  }
`;
