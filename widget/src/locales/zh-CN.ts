// 界面文字，按 look §5。称“您”，短句，先说发生了什么，再说怎么办；不用感叹号，不道歉。

/** 等候的范围；从零起的，只说上限。 */
const waiting = (low: number, high: number): string => {
  if (low <= 0) return `约 ${Math.max(1, high)} 分钟内`;
  return low === high ? `约等 ${low} 分钟` : `约等 ${low}–${high} 分钟`;
};
const TIERS: Record<number, string> = { 1: '一线导办专员', 2: '二线业务骨干', 3: '三线科所专家' };
const KINDS: Record<string, string> = { cn_id18: '身份证号', bank_card: '银行卡号', mobile: '手机号', password: '密码或验证码' };

export const words = {
  title: '在线导办',
  fold: '收起',
  close: '关闭',
  more: '更多：看说明、换个问题、结束',
  higher: '拉高',
  lower: '降低',
  loading: '正在载入',
  slowLoading: '载入比平时慢。',
  retry: '重试',

  where: '您正停在',
  step: (number: number, name: string) => `第 ${number} 步 ${name}`,
  less: '少申报',
  extra: '多申报',
  yuan: '元',
  otherRows: (count: number) => `其余 ${count} 项相符`,
  cause: '常见原因',
  fix: '您可以这样改',
  goTo: (number: number, name: string) => `前往第 ${number} 步 ${name}`,
  related: '相关问题',
  solvedAsk: '这样解决了吗？',
  solved: '解决了',
  notYet: '还没有',
  solvedThanks: '好的。需要时可以再来。',
  notYetHint: '可以请导办员一起看。',
  stepHelp: '这一步怎么填',
  noError: '这一步没有报错。可以看看下面的常见问题，或请导办员一起看。',
  noForm: '先打开您要办的事项，再点“导办”，导办员就能看到您停在哪一步。',
  noExplanation: '这里的说明没有载入。您仍可以请导办员一起看。',

  ask: '请导办员一起看',
  asking: '正在排队…',
  privacy: '导办员会看到本表内容，看不到银行账号和证件号。只有您能修改和提交。',
  aheadWait: (ahead: number, low: number, high: number) => `前面 ${ahead} 人，${waiting(low, high)}`,
  soon: (low: number, high: number) => `前面没有人，${waiting(low, high)}`,
  priority: '今天截止优先',
  nobodyAsk: '现在没有导办员在岗。您可以先排队，有人上岗就接，表单和位置都会保留。',

  queued: '已为您排队',
  placeBefore: '第',
  placeAfter: (ahead: number) => `位，前面还有 ${ahead} 人`,
  placeFirst: '位，前面没有人',
  wait: (low: number, high: number) => `${waiting(low, high)}。您可以继续填表，轮到时这里会提示您。`,
  waitUnknown: '现在没有导办员在岗，有人上岗就会接。您可以继续填表，轮到时这里会提示您。',
  peak: (low: number, high: number) => `现在人多，${waiting(low, high)}`,
  boost: { deadline_today: '您的申报今天截止，已排在前面。' } as Record<string, string>,
  saidQueued: (ahead: number, low: number, high: number) => `已为您排队，前面${ahead ? `还有 ${ahead} 人` : '没有人'}，${waiting(low, high)}。`,
  saidQueuedUnknown: '已为您排队。现在没有导办员在岗，有人上岗就会接。',
  saidMoved: (ahead: number) => (ahead ? `前面还有 ${ahead} 人。` : '前面没有人了，马上轮到您。'),
  leave: '不等了',

  officerLine: (tier: number, id: string) => `${TIERS[tier] ?? '导办员'} · 工号 ${id}`,
  officerShort: (id: string) => `工号 ${id}`,
  connectedFor: (count: number) => (count < 1 ? '刚刚连接' : `已连接 ${count} 分钟`),
  sharing: (name: string) => `${name} 正在看本表内容`,
  sharingSoon: '导办员接入后会看到本表内容',
  sharingFiled: (name: string) => `${name} 能看到申报已成功`,
  nothingShared: '这一页没有表单，没有共享内容',
  stopSharing: '停止共享',
  stopped: '已停止共享，导办员看不到新的填写',
  saidStopped: '已停止共享。导办员看不到您之后的填写。',
  resumeSharing: '恢复共享',

  log: '会话记录',
  you: '您',
  opened: (time: string) => `${time} 您请求导办`,
  joined: (time: string, name: string, step: number | null) =>
    step ? `${time} ${name} 接入，已看到第 ${step} 步` : `${time} ${name} 接入`,
  saidJoined: (name: string, step: number | null) =>
    step ? `${name} 已接入，已看到第 ${step} 步的内容。` : `${name} 已接入。`,
  away: (name: string) => `${name} 的网络断了，正在等对方恢复`,
  newQuestion: (time: string, number: number, name: string) => `${time} 问题 ${number}：${name}`,
  confirmed: (time: string, number: number, solved: boolean) => `${time} 问题 ${number}：您说${solved ? '解决了' : '还没有解决'}`,
  endedLine: (time: string) => `${time} 这次导办已结束`,
  newMessages: (count: number) => `${count} 条新消息`,
  typing: (name: string) => `${name} 正在输入`,
  pending: '待发送',
  delivered: '已送达',
  read: '已读',
  failed: '未发出',
  resend: '重发',
  or: '或',
  discard: '删除',
  empty: (seen: boolean) => `${seen ? '导办员已能看到您的表。' : ''}可以说说哪里不明白。`,

  write: '输入您想说的',
  writeWaiting: '可以先写下您的问题',
  send: '发送',
  left: (count: number) => `还可以写 ${count} 字`,
  tooLong: (count: number) => `超出 ${count} 字，请分成几条发送`,
  masked: (kinds: readonly string[]) => `这段像是${kinds.map((kind) => KINDS[kind] ?? '证件号').join('、')}，已遮住后发送。`,

  confirmQuestion: (number: number, name: string) => `问题 ${number}：${name}，解决了吗？`,
  wholeMatter: '这件事',
  otherQuestion: '换个问题',
  otherNoticed: (what: string) => `您现在停在：${what}`,
  explanation: '看说明',
  backToTalk: '回到会话',
  mySlips: '我的确认单',

  slow: '网络较慢，消息可能晚到几秒',
  offline: '网络断开，正在重连。您写的内容已保存',
  offlineLong: '网络断开，正在重连。您写的内容已保存。',
  back: '已恢复',
  backWith: (count: number) => `已恢复，断开期间的 ${count} 条消息已补上`,

  saidEnded: '这次导办已结束。今天办成了吗？',
  cancelledTitle: '已不再排队',

  signedOut: '您已退出登录。登录后再点“导办”。',
  /** 取到以后才有，见 errors.ts。 */
  errors: {} as Record<string, string>,
  error: '没有成功，请重试。',
  errorCode: (code: string) => `代码 ${code}`,
};

export type Words = typeof words;
