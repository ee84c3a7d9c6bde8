// Words for waiting again, which are fetched with the first such wait.
import { language } from '../locales/words.ts';

const zh = {
  lost: (name: string) => `${name} 掉线，已把您排回最前，记录都在。`,
  front: '已把您排回最前',
  requeued: '已重新为您排队，记录都在。',
  tiers: { 2: '业务骨干', 3: '专家' } as Record<number, string>,
  officer: '导办员',
  to: (name: string) => `正在转给${name}`,
  queue: (matter: string) => `正在转到“${matter}”`,
  passing: (to: string) => `${to}，您不用重新说明。`,
};

const en: typeof zh = {
  lost: (name) => `${name} lost connection. You are first in line; nothing is lost.`,
  front: 'You are first in line',
  requeued: 'You are in the queue again; nothing is lost.',
  tiers: { 2: 'a specialist', 3: 'an expert' },
  officer: 'an officer',
  to: (name) => `Passing you to ${name}`,
  queue: () => 'Passing you to another team',
  passing: (to) => `${to}. No need to explain again.`,
};

/** The words in the language spoken now. */
export function movedWords(): typeof zh {
  return language === 'en' ? en : zh;
}
