// The state of a session after one more event. Both sides test that a view and the events after it give the fresh view.
import { foldTalk } from './fold-talk.ts';
import { foldGuidance } from './guidance.ts';
import { foldRemoved } from './removed.ts';
import { foldSlips } from './slips.ts';
import type { SessionView, WireEvent } from './wire.gen.ts';

/** Returns `view` after `event`, which must be the next one. A hidden or unknown event only counts. */
export function fold(view: SessionView, event: WireEvent): SessionView {
  const guidance = foldGuidance(view.guidance, event);
  const talk = foldTalk(view, event);
  return { ...talk, guidance, slips: foldSlips(view.slips, event), files: foldRemoved(talk.files, event) };
}
