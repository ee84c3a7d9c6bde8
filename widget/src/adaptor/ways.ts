// How a page is told to show another step or matter: its own link, an address that it declared, else an event.
import type { Host } from '../host.ts';

/** Return the address of a step or matter by the page's template, if it declared one; only on the page's own origin. */
export function addressOf(host: Host, what: 'step' | 'matter', matterId: string, stepId = ''): string | null {
  const name = what === 'step' ? 'daobanStepUrl' : 'daobanMatterUrl';
  const template = host.watch.form()?.dataset[name] ?? host.embed.said[name];
  if (!template) return null;
  const filled = template.replaceAll('{matter_id}', encodeURIComponent(matterId)).replaceAll('{step_id}', encodeURIComponent(stepId));
  const address = URL.parse(filled, document.baseURI);
  return address?.origin === location.origin ? address.href : null;
}

/** Show a step by the page's own link to it, by its address, else by telling the page. */
export function goToStep(host: Host, matterId: string, stepId: string): void {
  const link = document.querySelector<HTMLElement>(`[data-daoban-step-link="${CSS.escape(stepId)}"]`);
  const address = addressOf(host, 'step', matterId, stepId);
  if (link) link.click();
  else if (address) location.assign(address);
  else host.emit('goto', { matter_id: matterId, step_id: stepId });
}
