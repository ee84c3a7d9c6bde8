// Two quiet tones, made here. A page may make sound only after a gesture: `unlock` belongs to the 接办 click.
import { safeStorage } from '@daoban/client/index.ts';

export type Loudness = 'off' | 'soft' | 'clear';
export type Tone = 'offer' | 'urgent' | 'waiting';

/** Peak gain; 1 would be full scale. */
const GAIN: Readonly<Record<Loudness, number>> = { off: 0, soft: 0.05, clear: 0.16 };
/** Notes of each tone: frequency in hertz, start and length in seconds. */
const NOTES: Readonly<Record<Tone, readonly (readonly [number, number, number])[]>> = {
  offer: [
    [587.33, 0, 0.22],
    [880, 0.16, 0.34],
  ],
  urgent: [
    [880, 0, 0.16],
    [880, 0.2, 0.28],
  ],
  waiting: [
    [659.25, 0, 0.2],
    [523.25, 0.18, 0.36],
  ],
};
const KEY = 'daoban.console.sound';

export class Tones {
  readonly #storage = safeStorage('local');
  #context: AudioContext | null = null;

  get loudness(): Loudness {
    const kept = this.#storage.getItem(KEY);
    return kept === 'off' || kept === 'clear' ? kept : 'soft';
  }

  set loudness(loudness: Loudness) {
    this.#storage.setItem(KEY, loudness);
  }

  /** Whether a tone would be heard now. */
  get ready(): boolean {
    return this.#context?.state === 'running';
  }

  /** Allows sound; works only inside a gesture. Never rejects: a machine without sound is no reason to stop. */
  async unlock(): Promise<void> {
    try {
      this.#context ??= new AudioContext();
      await this.#context.resume();
    } catch {
      this.#context = null;
    }
  }

  play(tone: Tone): void {
    const gain = GAIN[this.loudness];
    if (!this.#context || !this.ready || gain === 0) return;
    for (const [frequency, start, length] of NOTES[tone]) this.#note(this.#context, frequency, start, length, gain);
  }

  #note(context: AudioContext, frequency: number, start: number, length: number, gain: number): void {
    const [oscillator, envelope] = [context.createOscillator(), context.createGain()];
    const at = context.currentTime + start;
    oscillator.type = 'sine';
    oscillator.frequency.value = frequency;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(gain, at + 0.02);
    envelope.gain.exponentialRampToValueAtTime(0.0001, at + length);
    oscillator.connect(envelope).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + length);
  }
}
