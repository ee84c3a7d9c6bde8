// The last step of a session where it was guidance: what the list says of it. Pure.
import type { Guidance, Proposal, SystemEntry } from '@daoban/client/index.ts';

export type GuideStep =
  | { readonly kind: 'proposal'; readonly number: number; readonly state: string }
  | { readonly kind: 'highlight'; readonly number: number; readonly seen: boolean }
  | { readonly kind: 'suggested' | 'pushed' | 'explained' };

/** The newest proposal that nobody has answered. */
export function openProposal({ proposals }: Guidance): Proposal | null {
  return proposals.findLast((item) => item.state === 'open') ?? null;
}

/** What an event of guidance was, as it stands now; null for any other event. */
export function stepOf(entry: SystemEntry, { highlights, proposals }: Guidance): GuideStep | null {
  switch (entry.kind) {
    case 'field.highlighted':
      return { kind: 'highlight', number: entry.body.number, seen: highlights.some((item) => item.guide_id === entry.body.guide_id && item.seen_at !== null) };
    case 'field.proposed':
    case 'proposal.declined':
    case 'proposal.staled':
    case 'proposal.applied': {
      const proposal = proposals.find((item) => item.guide_id === entry.body.guide_id);
      return proposal ? { kind: 'proposal', number: proposal.number, state: proposal.state } : null;
    }
    case 'step.suggested':
      return { kind: 'suggested' };
    case 'link.pushed':
      return { kind: 'pushed' };
    case 'error.explained':
      return { kind: 'explained' };
    default:
      return null;
  }
}
