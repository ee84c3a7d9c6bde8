// What an officer has pointed at and proposed, after one more event. Mirrors chatserver/domain/guide.py.
import type { Guidance, Proposal, WireEvent } from './wire.gen.ts';

/** Returns `guidance` after `event`; one that is not about it changes nothing. */
export function foldGuidance(guidance: Guidance, event: WireEvent): Guidance {
  switch (event.type) {
    case 'field.highlighted': {
      const highlight = { ...event.body, officer_id: event.actor.id, at: event.at, seen_at: null, cleared_at: null };
      return { ...guidance, highlights: [...guidance.highlights, highlight] };
    }
    case 'highlight.seen':
    case 'highlight.cleared': {
      const { guide_id } = event.body;
      const change = { [event.type === 'highlight.seen' ? 'seen_at' : 'cleared_at']: event.at };
      return { ...guidance, highlights: guidance.highlights.map((item) => (item.guide_id === guide_id ? { ...item, ...change } : item)) };
    }
    case 'field.proposed':
      return { ...guidance, proposals: [...guidance.proposals, { ...event.body, officer_id: event.actor.id, at: event.at, ...UNANSWERED }] };
    case 'proposal.accepted':
      return withProposal(guidance, event.body.guide_id, { state: 'accepted', state_at: event.at });
    case 'proposal.declined':
      return withProposal(guidance, event.body.guide_id, { state: 'declined', state_at: event.at, state_reason: event.body.reason });
    case 'proposal.withdrawn':
      return withProposal(guidance, event.body.guide_id, { state: 'withdrawn', state_at: event.at, state_reason: event.body.reason });
    case 'proposal.staled':
      return withProposal(guidance, event.body.guide_id, { state: 'stale', state_at: event.at, state_reason: event.body.reason, found: event.body.found });
    case 'proposal.applied': {
      const { applied, outcomes, recalculated } = event.body;
      const state = applied ? 'applied' : 'refused';
      return withProposal(guidance, event.body.guide_id, { state, state_at: event.at, state_reason: null, outcomes, recalculated });
    }
    case 'step.suggested':
    case 'link.pushed':
    case 'error.explained':
    case 'hall.referred':
      return { ...guidance, cards: [...guidance.cards, event.body.guide_id] };
    case 'session.ended': {
      // what nobody answered can be answered no more
      const ended = { state: 'withdrawn', state_at: event.at, state_reason: 'ended' };
      return { ...guidance, proposals: guidance.proposals.map((item) => (item.state === 'open' ? { ...item, ...ended } : item)) };
    }
    default:
      return guidance;
  }
}

const UNANSWERED = { state: 'open', state_at: null, state_reason: null, found: [], outcomes: [], recalculated: [] } as const;

function withProposal(guidance: Guidance, id: string, change: Partial<Proposal>): Guidance {
  return { ...guidance, proposals: guidance.proposals.map((item) => (item.guide_id === id ? { ...item, ...change } : item)) };
}
