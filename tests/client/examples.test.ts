// The examples that Python decodes are of the types that the front ends compile against, and fold to the same views.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fold, type OfficerCommands, type SessionView, type Signals, type TaxpayerCommands, type WireEvent } from '@daoban/client';
import { entryOf } from '@daoban/client/src/transcript.ts';
import askColleaguesLook from '../protocol/examples/commands/colleagues.look.json';
import askConsultStart from '../protocol/examples/commands/consult.start.json';
import askConsultJoin from '../protocol/examples/commands/consult.join.json';
import askConsultDecline from '../protocol/examples/commands/consult.decline.json';
import askConsultIntroduce from '../protocol/examples/commands/consult.introduce.json';
import askConsultEnd from '../protocol/examples/commands/consult.end.json';
import askAsidePost from '../protocol/examples/commands/aside.post.json';
import askSessionHold from '../protocol/examples/commands/session.hold.json';
import askSessionContinue from '../protocol/examples/commands/session.continue.json';
import askHallRefer from '../protocol/examples/commands/hall.refer.json';
import toldConsultStarted from '../protocol/examples/events/consult.started.json';
import toldConsultJoined from '../protocol/examples/events/consult.joined.json';
import toldConsultIntroduced from '../protocol/examples/events/consult.introduced.json';
import toldConsultEnded from '../protocol/examples/events/consult.ended.json';
import toldAsidePosted from '../protocol/examples/events/aside.posted.json';
import toldSessionHeld from '../protocol/examples/events/session.held.json';
import toldSessionContinued from '../protocol/examples/events/session.continued.json';
import toldHallReferred from '../protocol/examples/events/hall.referred.json';
import heardConsultAsked from '../protocol/examples/signals/consult.asked.json';
import heardConsultClosed from '../protocol/examples/signals/consult.closed.json';
import askAnnouncementPost from '../protocol/examples/commands/announcement.post.json';
import askAnnouncementWithdraw from '../protocol/examples/commands/announcement.withdraw.json';
import askFloorLook from '../protocol/examples/commands/floor.look.json';
import askMonitorJoin from '../protocol/examples/commands/monitor.join.json';
import askMonitorStart from '../protocol/examples/commands/monitor.start.json';
import askMonitorStop from '../protocol/examples/commands/monitor.stop.json';
import askSessionReassign from '../protocol/examples/commands/session.reassign.json';
import toldSessionReassigned from '../protocol/examples/events/session.reassigned.json';
import toldMonitorStarted from '../protocol/examples/events/monitor.started.json';
import toldMonitorStopped from '../protocol/examples/events/monitor.stopped.json';
import heardAnnouncementChanged from '../protocol/examples/signals/announcement.changed.json';
import askContextUpdate from '../protocol/examples/commands/context.update.json';
import askDeskSnapshot from '../protocol/examples/commands/desk.snapshot.json';
import askErrorExplain from '../protocol/examples/commands/error.explain.json';
import askFieldHighlight from '../protocol/examples/commands/field.highlight.json';
import askFieldPropose from '../protocol/examples/commands/field.propose.json';
import askFileLink from '../protocol/examples/commands/file.link.json';
import askUploadsLook from '../protocol/examples/commands/uploads.look.json';
import askHistoryLook from '../protocol/examples/commands/history.look.json';
import askHistoryView from '../protocol/examples/commands/history.view.json';
import askHighlightClear from '../protocol/examples/commands/highlight.clear.json';
import askHighlightSee from '../protocol/examples/commands/highlight.see.json';
import askLinkPush from '../protocol/examples/commands/link.push.json';
import askMessagePost from '../protocol/examples/commands/message.post.json';
import askMessageRead from '../protocol/examples/commands/message.read.json';
import askOfferAccept from '../protocol/examples/commands/offer.accept.json';
import askOfferDecline from '../protocol/examples/commands/offer.decline.json';
import askPhraseDelete from '../protocol/examples/commands/phrase.delete.json';
import askPhraseSave from '../protocol/examples/commands/phrase.save.json';
import askPhrasesLook from '../protocol/examples/commands/phrases.look.json';
import askProposalAccept from '../protocol/examples/commands/proposal.accept.json';
import askProposalDecline from '../protocol/examples/commands/proposal.decline.json';
import askProposalReport from '../protocol/examples/commands/proposal.report.json';
import askProposalWithdraw from '../protocol/examples/commands/proposal.withdraw.json';
import askQuestionConfirm from '../protocol/examples/commands/question.confirm.json';
import askQuestionOpen from '../protocol/examples/commands/question.open.json';
import askQuestionResolve from '../protocol/examples/commands/question.resolve.json';
import askQueueLook from '../protocol/examples/commands/queue.look.json';
import askSessionCancel from '../protocol/examples/commands/session.cancel.json';
import askSessionEnd from '../protocol/examples/commands/session.end.json';
import askSessionOpen from '../protocol/examples/commands/session.open.json';
import askSessionRate from '../protocol/examples/commands/session.rate.json';
import askSessionResume from '../protocol/examples/commands/session.resume.json';
import askNoteAdd from '../protocol/examples/commands/note.add.json';
import askSessionTransfer from '../protocol/examples/commands/session.transfer.json';
import askSessionWrapUp from '../protocol/examples/commands/session.wrap_up.json';
import askSlipStart from '../protocol/examples/commands/slip.start.json';
import askSlipAddItem from '../protocol/examples/commands/slip.add_item.json';
import askSlipStrikeItem from '../protocol/examples/commands/slip.strike_item.json';
import askSlipFillItem from '../protocol/examples/commands/slip.fill_item.json';
import askSlipConfirm from '../protocol/examples/commands/slip.confirm.json';
import askSlipCheckItem from '../protocol/examples/commands/slip.check_item.json';
import askSlipConclude from '../protocol/examples/commands/slip.conclude.json';
import askSlipCancel from '../protocol/examples/commands/slip.cancel.json';
import askSlipView from '../protocol/examples/commands/slip.view.json';
import askSlipLook from '../protocol/examples/commands/slip.look.json';
import askStatusSet from '../protocol/examples/commands/status.set.json';
import askStepSuggest from '../protocol/examples/commands/step.suggest.json';
import askTicketRefresh from '../protocol/examples/commands/ticket.refresh.json';
import askTypingSet from '../protocol/examples/commands/typing.set.json';
import toldContextUpdated from '../protocol/examples/events/context.updated.json';
import toldFileRefused from '../protocol/examples/events/file.refused.json';
import toldFileRemoved from '../protocol/examples/events/file.removed.json';
import toldSessionPurged from '../protocol/examples/events/session.purged.json';
import toldFileShared from '../protocol/examples/events/file.shared.json';
import toldErrorExplained from '../protocol/examples/events/error.explained.json';
import toldFieldHighlighted from '../protocol/examples/events/field.highlighted.json';
import toldFieldProposed from '../protocol/examples/events/field.proposed.json';
import toldHighlightCleared from '../protocol/examples/events/highlight.cleared.json';
import toldHighlightSeen from '../protocol/examples/events/highlight.seen.json';
import toldHistoryViewed from '../protocol/examples/events/history.viewed.json';
import toldLinkPushed from '../protocol/examples/events/link.pushed.json';
import toldMessagePosted from '../protocol/examples/events/message.posted.json';
import toldMessageRead from '../protocol/examples/events/message.read.json';
import toldOfferMade from '../protocol/examples/events/offer.made.json';
import toldOfferWithdrawn from '../protocol/examples/events/offer.withdrawn.json';
import toldOutcomeReported from '../protocol/examples/events/outcome.reported.json';
import toldProposalAccepted from '../protocol/examples/events/proposal.accepted.json';
import toldProposalApplied from '../protocol/examples/events/proposal.applied.json';
import toldProposalDeclined from '../protocol/examples/events/proposal.declined.json';
import toldProposalStaled from '../protocol/examples/events/proposal.staled.json';
import toldProposalWithdrawn from '../protocol/examples/events/proposal.withdrawn.json';
import toldQuestionConfirmed from '../protocol/examples/events/question.confirmed.json';
import toldQuestionOpened from '../protocol/examples/events/question.opened.json';
import toldQuestionResolved from '../protocol/examples/events/question.resolved.json';
import toldSessionAssigned from '../protocol/examples/events/session.assigned.json';
import toldSessionClosed from '../protocol/examples/events/session.closed.json';
import toldSessionEnded from '../protocol/examples/events/session.ended.json';
import toldSessionOpened from '../protocol/examples/events/session.opened.json';
import toldSessionQueued from '../protocol/examples/events/session.queued.json';
import toldSessionRated from '../protocol/examples/events/session.rated.json';
import toldNoteAdded from '../protocol/examples/events/note.added.json';
import toldSessionTransferred from '../protocol/examples/events/session.transferred.json';
import toldSessionWrappedUp from '../protocol/examples/events/session.wrapped_up.json';
import toldSlipStarted from '../protocol/examples/events/slip.started.json';
import toldSlipItemAdded from '../protocol/examples/events/slip.item_added.json';
import toldSlipItemStruck from '../protocol/examples/events/slip.item_struck.json';
import toldSlipItemFilled from '../protocol/examples/events/slip.item_filled.json';
import toldSlipConfirmed from '../protocol/examples/events/slip.confirmed.json';
import toldSlipItemChecked from '../protocol/examples/events/slip.item_checked.json';
import toldSlipConcluded from '../protocol/examples/events/slip.concluded.json';
import toldSlipCancelled from '../protocol/examples/events/slip.cancelled.json';
import toldStepSuggested from '../protocol/examples/events/step.suggested.json';
import heardOfferMade from '../protocol/examples/signals/offer.made.json';
import heardOfferWithdrawn from '../protocol/examples/signals/offer.withdrawn.json';
import heardPresenceChanged from '../protocol/examples/signals/presence.changed.json';
import heardQueueMoved from '../protocol/examples/signals/queue.moved.json';
import heardQueuesChanged from '../protocol/examples/signals/queues.changed.json';
import heardSessionLost from '../protocol/examples/signals/session.lost.json';
import heardStatusChanged from '../protocol/examples/signals/status.changed.json';
import heardNodeLeaving from '../protocol/examples/signals/node.leaving.json';
import heardTicketExpiring from '../protocol/examples/signals/ticket.expiring.json';
import heardTyping from '../protocol/examples/signals/typing.json';

type Commands = TaxpayerCommands & OfficerCommands;
type Visible = Exclude<WireEvent, { type: 'event.hidden' }>;
type Bodies = { [Type in Visible['type']]: Extract<Visible, { type: Type }>['body'] };

const COMMANDS = {
  'colleagues.look': askColleaguesLook,
  'consult.start': askConsultStart,
  'consult.join': askConsultJoin,
  'consult.decline': askConsultDecline,
  'consult.introduce': askConsultIntroduce,
  'consult.end': askConsultEnd,
  'aside.post': askAsidePost,
  'session.hold': askSessionHold,
  'session.continue': askSessionContinue,
  'hall.refer': askHallRefer,
  'announcement.post': askAnnouncementPost,
  'announcement.withdraw': askAnnouncementWithdraw,
  'floor.look': askFloorLook,
  'monitor.join': askMonitorJoin,
  'monitor.start': askMonitorStart,
  'monitor.stop': askMonitorStop,
  'session.reassign': askSessionReassign,
  'context.update': askContextUpdate,
  'desk.snapshot': askDeskSnapshot,
  'error.explain': askErrorExplain,
  'field.highlight': askFieldHighlight,
  'field.propose': askFieldPropose,
  'file.link': askFileLink,
  'uploads.look': askUploadsLook,
  'highlight.clear': askHighlightClear,
  'highlight.see': askHighlightSee,
  'history.look': askHistoryLook,
  'history.view': askHistoryView,
  'link.push': askLinkPush,
  'message.post': askMessagePost,
  'message.read': askMessageRead,
  'offer.accept': askOfferAccept,
  'offer.decline': askOfferDecline,
  'phrase.delete': askPhraseDelete,
  'phrase.save': askPhraseSave,
  'phrases.look': askPhrasesLook,
  'proposal.accept': askProposalAccept,
  'proposal.decline': askProposalDecline,
  'proposal.report': askProposalReport,
  'proposal.withdraw': askProposalWithdraw,
  'question.confirm': askQuestionConfirm,
  'question.open': askQuestionOpen,
  'question.resolve': askQuestionResolve,
  'queue.look': askQueueLook,
  'session.cancel': askSessionCancel,
  'session.end': askSessionEnd,
  'session.open': askSessionOpen,
  'session.rate': askSessionRate,
  'session.resume': askSessionResume,
  'note.add': askNoteAdd,
  'session.transfer': askSessionTransfer,
  'session.wrap_up': askSessionWrapUp,
  'slip.start': askSlipStart,
  'slip.add_item': askSlipAddItem,
  'slip.strike_item': askSlipStrikeItem,
  'slip.fill_item': askSlipFillItem,
  'slip.confirm': askSlipConfirm,
  'slip.check_item': askSlipCheckItem,
  'slip.conclude': askSlipConclude,
  'slip.cancel': askSlipCancel,
  'slip.look': askSlipLook,
  'slip.view': askSlipView,
  'status.set': askStatusSet,
  'step.suggest': askStepSuggest,
  'ticket.refresh': askTicketRefresh,
  'typing.set': askTypingSet,
} satisfies { [Name in keyof Commands]: Commands[Name]['command'] };

const EVENTS = {
  'consult.started': toldConsultStarted,
  'consult.joined': toldConsultJoined,
  'consult.introduced': toldConsultIntroduced,
  'consult.ended': toldConsultEnded,
  'aside.posted': toldAsidePosted,
  'session.held': toldSessionHeld,
  'session.continued': toldSessionContinued,
  'hall.referred': toldHallReferred,
  'monitor.started': toldMonitorStarted,
  'monitor.stopped': toldMonitorStopped,
  'context.updated': toldContextUpdated,
  'file.refused': toldFileRefused,
  'file.removed': toldFileRemoved,
  'session.purged': toldSessionPurged,
  'file.shared': toldFileShared,
  'error.explained': toldErrorExplained,
  'field.highlighted': toldFieldHighlighted,
  'field.proposed': toldFieldProposed,
  'highlight.cleared': toldHighlightCleared,
  'highlight.seen': toldHighlightSeen,
  'history.viewed': toldHistoryViewed,
  'link.pushed': toldLinkPushed,
  'message.posted': toldMessagePosted,
  'message.read': toldMessageRead,
  'offer.made': toldOfferMade,
  'offer.withdrawn': toldOfferWithdrawn,
  'outcome.reported': toldOutcomeReported,
  'proposal.accepted': toldProposalAccepted,
  'proposal.applied': toldProposalApplied,
  'proposal.declined': toldProposalDeclined,
  'proposal.staled': toldProposalStaled,
  'proposal.withdrawn': toldProposalWithdrawn,
  'question.confirmed': toldQuestionConfirmed,
  'question.opened': toldQuestionOpened,
  'question.resolved': toldQuestionResolved,
  'session.assigned': toldSessionAssigned,
  'session.closed': toldSessionClosed,
  'session.ended': toldSessionEnded,
  'session.opened': toldSessionOpened,
  'session.queued': toldSessionQueued,
  'session.rated': toldSessionRated,
  'note.added': toldNoteAdded,
  'session.transferred': toldSessionTransferred,
  'session.reassigned': toldSessionReassigned,
  'session.wrapped_up': toldSessionWrappedUp,
  'slip.started': toldSlipStarted,
  'slip.item_added': toldSlipItemAdded,
  'slip.item_struck': toldSlipItemStruck,
  'slip.item_filled': toldSlipItemFilled,
  'slip.confirmed': toldSlipConfirmed,
  'slip.item_checked': toldSlipItemChecked,
  'slip.concluded': toldSlipConcluded,
  'slip.cancelled': toldSlipCancelled,
  'step.suggested': toldStepSuggested,
} satisfies Bodies;

const SIGNALS = {
  'consult.asked': heardConsultAsked,
  'consult.closed': heardConsultClosed,
  'announcement.changed': heardAnnouncementChanged,
  'offer.made': heardOfferMade,
  'offer.withdrawn': heardOfferWithdrawn,
  'presence.changed': heardPresenceChanged,
  'queue.moved': heardQueueMoved,
  'queues.changed': heardQueuesChanged,
  'session.lost': heardSessionLost,
  'status.changed': heardStatusChanged,
  'node.leaving': heardNodeLeaving,
  'ticket.expiring': heardTicketExpiring,
  'typing': heardTyping,
} satisfies Signals;

interface Side {
  readonly events: readonly WireEvent[];
  readonly views: readonly SessionView[];
}

for (const [kind, examples] of Object.entries({ commands: COMMANDS, events: EVENTS, signals: SIGNALS })) {
  test(`the ${kind} of the protocol are those with an example`, () => {
    const files = readdirSync(`tests/protocol/examples/${kind}`).map((name) => name.replace('.json', ''));
    assert.deepEqual(files.sort(), Object.keys(examples).sort());
  });
}

test('every event but read marks and changes of the form makes a line', () => {
  const silent = Object.entries(EVENTS).filter(([type, body]) => {
    const event = { session_id: 's1', seq: 1, type, at: '2026-11-16T06:00:00Z', actor: { role: 'hub', id: 'n1' }, body };
    return entryOf(event as WireEvent) === null;
  });
  assert.deepEqual(silent.map(([type]) => type), ['context.updated', 'message.read']);
});

const story = JSON.parse(readFileSync('tests/protocol/examples/story.json', 'utf8')) as Record<string, Side>;

for (const [role, { events, views }] of Object.entries(story)) {
  test(`the story as the ${role} sees it folds to its views`, () => {
    events.slice(1).forEach((event, index) => assert.deepEqual(fold(views[index]!, event), views[index + 1]));
  });
}
