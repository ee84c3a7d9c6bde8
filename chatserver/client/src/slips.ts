// The service confirmation slips of a session, after one more event. Mirrors chatserver/domain/slip.py.
import type { Slip, SlipItem, WireEvent } from './wire.gen.ts';

const UNTOUCHED = { added: null, state: 'wanted', state_at: null, reason: null, file_ids: [] } as const;
const STARTED = { state: 'open', state_at: null, confirmed_at: null, result: null, concluded_by: null } as const;

/** Returns `slips` after `event`; one that is not about them changes nothing. */
export function foldSlips(slips: readonly Slip[], event: WireEvent): readonly Slip[] {
  if (!event.type.startsWith('slip.')) return slips;
  if (event.type === 'slip.started') {
    const { papers, ...slip } = event.body;
    const items = papers.map((paper) => ({ ...paper, ...UNTOUCHED }));
    return [...slips, { ...slip, at: event.at, items, ...STARTED }];
  }
  return slips.map((slip) => {
    if (!('body' in event && 'slip_id' in event.body) || slip.slip_id !== event.body.slip_id) return slip;
    const changed = { ...slip, ...changes(slip, event) };
    const state = stateOf(changed);
    return state === slip.state ? changed : { ...changed, state, state_at: event.at };
  });
}

function changes(slip: Slip, event: WireEvent): Partial<Slip> {
  switch (event.type) {
    case 'slip.item_added': {
      const { item_id, name, reason } = event.body;
      return { items: [...slip.items, { ...UNTOUCHED, item_id, name, when: null, original: false, added: reason }] };
    }
    case 'slip.item_struck':
      return withItem(slip, event, { state: 'struck', reason: event.body.reason });
    case 'slip.item_filled': {
      const { item_id, file_ids } = event.body;
      const emptied = slip.items.some((item) => item.item_id === item_id && item.reason) ? 'redo' : 'wanted';
      return withItem(slip, event, { state: file_ids.length > 0 ? 'filled' : emptied, file_ids });
    }
    case 'slip.confirmed': {
      const given = { state: 'given', reason: null, state_at: event.at };
      return { confirmed_at: event.at, items: slip.items.map((item) => (item.state === 'filled' ? { ...item, ...given } : item)) };
    }
    case 'slip.item_checked':
      return withItem(slip, event, { state: event.body.verdict, reason: event.body.reason });
    case 'slip.concluded': {
      const { outcome, result, officer } = event.body;
      return { state: outcome, state_at: event.at, result, concluded_by: officer };
    }
    case 'slip.cancelled':
      return { state: 'cancelled', state_at: event.at, result: event.body.reason };
    default:
      return {};
  }
}

function withItem(slip: Slip, event: { at: string; body: { item_id: string } }, change: Partial<SlipItem>): Partial<Slip> {
  const { at, body } = event;
  return { items: slip.items.map((item) => (item.item_id === body.item_id ? { ...item, ...change, state_at: at } : item)) };
}

/** While a slip runs, its state follows from its items. */
function stateOf({ state, items }: Slip): string {
  if (!['open', 'confirmed', 'checking'].includes(state)) return state;
  const states = new Set(items.map((item) => item.state).filter((one) => one !== 'struck'));
  if (states.size === 0 || ['wanted', 'filled', 'redo'].some((one) => states.has(one))) return 'open';
  return states.has('accepted') ? 'checking' : 'confirmed';
}
