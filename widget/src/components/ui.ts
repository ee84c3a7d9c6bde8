import type { Help } from '../session/help.ts';
import type { Dock } from './dock.ts';

/** What the taxpayer is asked to be sure of. */
export type Sure = 'end' | 'leave';

/** What the stateless parts of the panel draw from, and whom they tell what was pressed. */
export interface Ui {
  readonly help: Help;
  readonly dock: Dock;
  /** Is the menu in the header open? */
  readonly menu: boolean;
  /** Is the explanation shown in the place of the talk? */
  readonly explaining: boolean;
  readonly sure: Sure | null;
  /** What only a session needs; undefined until it is fetched. */
  readonly later: typeof import('./later.ts') | undefined;
  change(state: Partial<Pick<Ui, 'menu' | 'explaining' | 'sure'>>): void;
  fold(): void;
  /** Fold, and put away what is over; asks first where something would be given up. */
  close(): void;
}
