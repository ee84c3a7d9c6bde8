import type { Host } from '../host.ts';

/** The bureau did not answer as agreed; trying again may help. */
export class TicketUnreachable extends Error {}

/** Return a fresh help ticket, or null when nobody is signed in at the bureau. Rejects with TicketUnreachable. */
export async function freshTicket(host: Host): Promise<string | null> {
  const { tickets, embed } = host;
  if (tickets === null || (!tickets && !embed.ticketUrl)) return null;
  try {
    return tickets ? await tickets() : await askBureau(embed.ticketUrl ?? '');
  } catch (fault) {
    throw new TicketUnreachable(String(fault));
  }
}

/** Whose ticket it is where nothing can be read in it. */
export const UNKNOWN = 'unknown';

/** Return whose ticket it is, for keeping two people's drafts apart. Read here, believed by nobody: the hub verifies. */
export function personOf(ticket: string): string {
  try {
    const part = (ticket.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims = JSON.parse(atob(part)) as { sub?: string; taxpayer?: { taxpayer_id?: string } };
    return `${claims.taxpayer?.taxpayer_id}:${claims.sub}`;
  } catch {
    return UNKNOWN;
  }
}

async function askBureau(address: string): Promise<string | null> {
  const answer = await fetch(address, { method: 'POST', credentials: 'include', headers: { accept: 'application/json' } });
  if (answer.status === 401 || answer.status === 403) return null;
  if (!answer.ok) throw new Error(`the ticket address answered ${answer.status}`);
  return ((await answer.json()) as { ticket?: string | null }).ticket ?? null;
}
