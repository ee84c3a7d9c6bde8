// A session that has left the desk, and what is said of it for a while.
export interface Departure {
  readonly name: string;
  readonly reason: string;
  /** Where it was handed to at this desk, in the words shown; empty: not known here. */
  readonly to: string;
  /** Epoch milliseconds (hub's clock) until which it is said. */
  readonly until: number;
}
