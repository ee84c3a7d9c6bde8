// Cards draw themselves a moment after the thread has: what grows at its end would be out of sight.
import type { ReactiveElement } from 'lit';

/** Has the thread around `card` look where its end is whenever the card's size changes. */
export function growing(card: ReactiveElement): ResizeObserver {
  const sizes = new ResizeObserver(() => {
    const root = card.getRootNode();
    if (root instanceof ShadowRoot) (root.host as ReactiveElement).requestUpdate();
  });
  sizes.observe(card);
  return sizes;
}
