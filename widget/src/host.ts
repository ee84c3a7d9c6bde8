import type { DaobanEvents, OpenedBy, PageAdaptor, TicketSource } from './api.ts';
import type { Embed } from './embed.ts';
import type { PageWatch } from './loader/page-watch.ts';

/** What the loader lends to the panel, which is a bundle of its own and shares no code with it. */
export interface Host {
  readonly element: HTMLElement & {
    setUnread(count: number): void;
    show(what: 'tab' | 'panel'): void;
    readonly tab: HTMLElement;
  };
  readonly embed: Embed;
  readonly watch: PageWatch;
  /** Set by `daoban.identify`; null: signed out; undefined: the embed's ticket address is asked. */
  tickets: TicketSource | null | undefined;
  /** Set by `daoban.adapt`. */
  adaptor: PageAdaptor | null;
  emit<Name extends keyof DaobanEvents>(name: Name, detail: DaobanEvents[Name]): void;
}

/** What the loader may ask of the loaded panel. */
export interface Panel {
  open(by: OpenedBy): void;
  close(): void;
  /** The host's tickets, or who is signed in, changed. */
  identify(): void;
  reset(): void;
  setLocale(): void;
}

/** What the panel's file exports. */
export interface PanelModule {
  mount(host: Host): Promise<Panel>;
}

/** Set in the browser's storage from the first click to the end: a session may be open, so look on load. */
export const MARKER = 'daoban.session';

/** Set for as long as the panel is open in this tab of the browser: the next page of the bureau opens it again. */
export const OPEN_FLAG = 'daoban.open';
