// Which paper of a slip an upload is for: the hub is told once it has arrived, and a page that is loaded anew asks here.
import { safeStorage } from '@daoban/client/index.ts';

const BEGINNING = 'daoban.paper.';
const tab = safeStorage('session');

/** `slip_id item_id` of the paper, or null. */
export function paperOf(fileId: string): string | null {
  return tab.getItem(BEGINNING + fileId);
}

export function destine(fileId: string, paper: string): void {
  tab.setItem(BEGINNING + fileId, paper);
}

/** It has arrived, or is not wanted any more. */
export function forget(fileId: string): void {
  tab.removeItem(BEGINNING + fileId);
}
