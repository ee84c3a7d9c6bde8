// Moments at which a line may have died without a word: network back, page shown again, laptop woken.

const BEAT_MS = 5_000;
/** A beat later than this was not throttling of a busy page: the computer slept. */
const ASLEEP_MS = 20_000;
/** Browsers report one waking with several events; one look is enough. */
const SAME_MS = 1_000;

/** Calls `woken` at such moments, until stopped. Does nothing where there is no page. */
export function watchForWaking(woken: () => void): () => void {
  const page = globalThis.window as Window | undefined;
  if (page === undefined) return () => undefined;
  let last = 0;
  let beat = Date.now();
  const hidden = (): boolean => globalThis.document?.visibilityState === 'hidden';
  const look = (): void => {
    if (hidden() || Date.now() - last < SAME_MS) return;
    last = Date.now();
    woken();
  };
  const tick = (): void => {
    const late = Date.now() - beat > ASLEEP_MS;
    beat = Date.now();
    if (late) look();
  };
  const timer = setInterval(tick, BEAT_MS);
  const moments = ['online', 'pageshow', 'visibilitychange'];
  // visibilitychange bubbles from the document to the window
  for (const moment of moments) page.addEventListener(moment, look);
  return () => {
    clearInterval(timer);
    for (const moment of moments) page.removeEventListener(moment, look);
  };
}
