// The hub's HTTP side: signing in and out, and the catalogue. Every failure is a CommandError; no answer is `offline`.
import { CommandError, type ErrorBody } from '@daoban/client/index.ts';
import type { CommonLists, Matter, MatterName } from '../form/catalogue.ts';

export interface SignedIn {
  readonly officer_id: string;
  readonly name: string;
  readonly tier: number;
  readonly skills: readonly string[];
  readonly capacity: number;
}

export interface CatalogueList {
  readonly matters: readonly MatterName[];
  readonly common: CommonLists;
}

/** Signs in with a cookie that scripts cannot read. */
export async function signIn(officerId: string, password: string): Promise<SignedIn> {
  const body = JSON.stringify({ officer_id: officerId, password });
  const answer = await ask<{ officer: SignedIn }>('/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.officer;
}

/** The officer whose login this browser holds, or null. */
export async function whoAmI(): Promise<SignedIn | null> {
  return (await ask<{ officer: SignedIn | null }>('/api/me')).officer;
}

export async function signOut(): Promise<void> {
  await ask<unknown>('/api/logout', { method: 'POST' });
}

export function loadCatalogue(): Promise<CatalogueList> {
  return ask<CatalogueList>('/api/catalogue');
}

/** The matter with what only officers get: the canned replies. */
export function loadMatter(id: string): Promise<Matter> {
  return ask<Matter>(`/api/catalogue/matters/${encodeURIComponent(id)}/officer`);
}

async function ask<Answer>(address: string, request: RequestInit = {}): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(address, { credentials: 'same-origin', ...request });
  } catch {
    throw new CommandError('offline');
  }
  const body = (await answer.json().catch(() => null)) as { error?: Partial<ErrorBody> } | null;
  if (answer.ok) return body as Answer;
  if (body?.error?.code) throw CommandError.from(body.error);
  throw new CommandError(answer.status === 401 ? 'login_required' : 'internal', `HTTP ${answer.status}`, answer.status >= 500);
}
