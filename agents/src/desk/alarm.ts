// Calls the officer until an offer is taken: tone, desktop notice, count in the title. Never a taxpayer's name on a locked screen.
import { type OfferCard, serverNow } from '@daoban/client/index.ts';
import { words } from '../locales/speech.ts';
import { secondsSince } from '../shown/times.ts';
import { onSecond } from './clock.ts';
import type { Desk } from './desk.ts';
import { Tones } from './tones.ts';

const RING_EVERY_SECONDS = 5;
const URGENT_SECONDS = 5;
const LONG_WAIT_SECONDS = 60;

export class Alarm {
  readonly tones = new Tones();
  readonly #desk: Desk;
  readonly #stops: (() => void)[];
  readonly #rung = new Map<string, number>();
  readonly #reminded = new Set<string>();
  #notice: Notification | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#stops = [onSecond(() => this.#beat()), desk.subscribe(() => this.#beat())];
    for (const gesture of ['pointerdown', 'keydown']) document.addEventListener(gesture, this.#touched, true);
  }

  /** Belongs to a click: sound is unlocked, and leave is asked for desktop notices. */
  unlock(): void {
    void this.tones.unlock();
    if ('Notification' in globalThis && Notification.permission === 'default') void Notification.requestPermission();
  }

  close(): void {
    for (const gesture of ['pointerdown', 'keydown']) document.removeEventListener(gesture, this.#touched, true);
    for (const stop of this.#stops) stop();
    this.#notice?.close();
    document.title = words().product;
  }

  /** After a reload on duty there was no 接办 click: the first gesture of any kind unlocks sound. */
  #touched = (): void => {
    if (this.#desk.officer?.status === 'available' && !this.tones.ready) void this.tones.unlock();
  };

  #beat(): void {
    const offers = this.#desk.offers.shown;
    for (const offer of offers) this.#ring(offer);
    this.#call();
    const open = new Set(offers.map((offer) => offer.offer_id));
    for (const id of this.#rung.keys()) if (!open.has(id)) this.#rung.delete(id);
    if (offers.length === 0) this.#notice = (this.#notice?.close(), null);
    this.#remind();
    this.#entitle(offers.length);
  }

  /** Once for each colleague who asks: they wait, but nothing runs out. */
  #call(): void {
    for (const { consult_id } of this.#desk.consults.asked) {
      if (this.#reminded.has(consult_id)) continue;
      this.#reminded.add(consult_id);
      this.tones.play('offer');
    }
  }

  #ring(offer: OfferCard): void {
    const left = Math.ceil((Date.parse(offer.expires_at) - serverNow()) / 1000);
    const last = this.#rung.get(offer.offer_id);
    if (last === undefined) this.#notify(offer, left);
    const urgent = left <= URGENT_SECONDS && (last === undefined || last > URGENT_SECONDS);
    if (!urgent && last !== undefined && last - left < RING_EVERY_SECONDS) return;
    this.#rung.set(offer.offer_id, left);
    if (left > 0) this.tones.play(urgent ? 'urgent' : 'offer');
  }

  #notify(offer: OfferCard, left: number): void {
    if (document.hasFocus() || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
    const matter = this.#desk.library.shortName(offer.matter_id);
    this.#notice = new Notification(words().offer.notify, {
      body: words().offer.notifyText(matter, left),
      tag: 'daoban-offer',
      requireInteraction: true,
    });
    this.#notice.onclick = () => {
      globalThis.focus();
      this.#notice?.close();
    };
  }

  /** Once for each time that somebody has waited a minute for an answer, and when one has promised to be back. */
  #remind(): void {
    for (const { sessionId, standing } of this.#desk.talks) {
      const key = `${sessionId} ${standing.since}`;
      const waits = standing.kind === 'yours' || standing.kind === 'greet';
      const isDue = standing.kind === 'held' ? Date.parse(standing.since) <= serverNow() : waits && secondsSince(standing.since, serverNow()) >= LONG_WAIT_SECONDS;
      if (!isDue || this.#reminded.has(key)) continue;
      this.#reminded.add(key);
      this.tones.play('waiting');
    }
  }

  #entitle(offers: number): void {
    const { talks, selected } = this.#desk;
    const count = offers + this.#desk.consults.asked.length + talks.reduce((sum, talk) => sum + talk.unread, 0);
    const parts = [selected?.view.taxpayer.name, words().product].filter(Boolean).join(' · ');
    document.title = count ? `(${count}) ${parts}` : parts;
  }
}
