// 出错时的话，面板先显示，再取它们：大多数会话用不到。
/** 以错误代码为名；没有的，说“没有成功”并给出代码。 */
export const errors: Readonly<Record<string, string>> = {
  origin_refused: '这个网站还没有获准使用在线导办，请联系网站管理员。',
  ticket_unreachable: '没有取到您的登录凭证，请重试。',
  rate_limited: '操作太快了，请过一会儿再试。',
  busy: '现在求助的人很多，请过一会儿再试。',
  matter_unknown: '这个事项暂时不能在线导办，请拨打办税服务电话或到大厅咨询。',
  client_outdated: '页面已更新，请刷新后再试。您填的内容不受影响。',
  message_limit: '这次会话的消息已满。请结束后再次求助。',
  question_limit: '这次会话的问题已满。请结束后再次求助。',
  session_not_waiting: '已有导办员接办，不能再取消排队。',
  session_ended: '这次导办已结束，可以再次求助。',
  ticket_replayed: '登录凭证已在别处用过，请刷新页面。',
};
