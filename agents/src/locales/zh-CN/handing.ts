// Words in Chinese for handing over and for notes among officers.
const TIERS: Readonly<Record<number, string>> = { 1: '导办员', 2: '业务骨干', 3: '专家' };
/** Why somebody is offered nothing now, by the hub's word. */
const BARRIERS: Readonly<Record<string, string>> = { away: '离席', off_duty: '下岗', absent: '不在线', finishing: '只办手上的' };
/** A thin gap between Latin or digits and the Chinese after them. */
const spaced = (name: string): string => (/[\w)]$/.test(name) ? `${name} ` : name);

export const handingWords = {
  transfer: {
    name: '转办',
    close: '收起',
    ways: { tier: '上一级', officer: '导办员', queue: '其他队列' },
    wayName: '转给',
    tier: (tier: number) => TIERS[tier] ?? `${tier} 线`,
    tierOf: { 1: '一线', 2: '二线', 3: '三线' } as Record<number, string>,
    topTier: '您已经是最高一级，可以转给导办员或其他队列。',
    nobody: '没有别的导办员。',
    search: '输入名称查找',
    nothingFound: '没有找到',
    more: (count: number) => `另有 ${count} 人没有列出`,
    free: (slots: number) => `空 ${slots} 席`,
    full: (used: number, all: number) => `已满 ${used}/${all}，最多等他 1 分钟`,
    barrier: (code: string) => BARRIERS[code] ?? '现在不接',
    foreign: '不办这个事项',
    onDuty: (people: number) => (people ? `${people} 人在岗` : '没有人在岗'),
    waiting: (people: number) => (people ? `${people} 人在等` : '没有人在等'),
    note: '给接手人的备注（纳税人看不到）',
    noteHint: '问到哪里，还差什么',
    left: (left: number) => `还可写 ${left} 个字`,
    taxpayerSees: (words: string) => `纳税人会看到：“${words}”`,
    sees: {
      tier: (tier: number) => `正在转给${TIERS[tier] ?? '导办员'}，您不用重新说明。`,
      officer: (name: string) => `正在转给${name}，您不用重新说明。`,
      queue: (matter: string) => `正在转到“${matter}”，您不用重新说明。`,
    },
    goesAlong: '对话、标出、建议和排队次序都随会话过去。',
    unsent: '还有消息没有发出，转办后不再发送。',
    doIt: '转办',
    doing: '正在转办',
    choose: '请先选转给谁。',
    loading: '正在看谁在岗',
    retry: '重试',
  },
  handed: {
    from: (officer: string, time: string) => `转自 ${officer} · ${time}`,
    none: '没有留备注。',
    note: '备注',
    hide: '收起',
    toOfficer: (by: string, name: string) => `${spaced(by)}转给${name}`,
    toTier: (by: string, tier: number) => `${spaced(by)}转给${TIERS[tier] ?? '导办员'}`,
    toQueue: (by: string, matter: string) => `${spaced(by)}转到“${matter}”`,
    you: '您',
  },
  notes: {
    name: '备注',
    count: (count: number) => (count ? `备注 ${count}` : '备注'),
    hidden: '纳税人看不到',
    heading: '备注，只给导办员看',
    empty: '还没有备注。',
    write: '写备注（纳税人看不到）',
    placeholder: '写给导办员的话，不会发给纳税人',
    add: '记下备注',
    adding: '正在记下',
    close: '收起',
    nothing: '备注是空的。',
    by: (who: string, time: string) => `${who} ${time}`,
    you: '您',
  },
};
