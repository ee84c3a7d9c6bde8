// Words about files for both front ends, fetched with what shows them. Chinese first.

const zh = {
  attach: '添加文件',
  camera: '拍照',
  dropHere: '松开即可添加',
  list: '要发送的文件',
  send: (count: number) => (count > 1 ? `发送 ${count} 个文件` : '发送文件'),
  remove: '移除',
  cancel: '取消',
  pause: '暂停',
  resume: '继续',
  again: '重试',
  edit: '旋转或遮盖',
  chosen: '待发送',
  waiting: '排队中',
  sending: (percent: number) => `已上传 ${percent}%`,
  paused: (percent: number) => `已暂停，${percent}%`,
  cut: '网络断开，恢复后接着传',
  checking: '已上传，正在检查',
  failed: '没有发出',
  saidSending: (count: number) => `开始发送 ${count} 个文件。`,
  saidDone: (name: string) => `${name} 已上传，正在检查。`,
  saidFailed: (name: string, why: string) => `${name} 没有发出：${why}`,

  view: '看大图',
  save: '保存',
  preview: (name: string) => `图片：${name}`,
  refused: (name: string) => `“${name}” 没有送达`,
  reasons: {
    type: '这种文件不能发送。可以发图片、PDF、OFD、Word、Excel、PPT 和文本。',
    unreadable: '文件打不开，可能已损坏。',
    pixels: '图片太大，请缩小后再发。',
    bomb: '压缩内容异常，未接收。',
    macro: '文件带有宏，请另存为不带宏的格式后再发。',
    locked: '文件有密码，请去掉密码后再发。',
    virus: '文件没有通过安全检查，已隔离，对方看不到。',
    scan_limit: '文件太大，无法做安全检查。',
  } as Record<string, string>,
  errors: {
    file_empty: '文件是空的。',
    file_too_large: '文件太大，单个不超过 200 MB。',
    file_name_invalid: '文件名含有不能用的字符，请改名后再发。',
    file_limit: '这次会话的文件已满。',
    file_unknown: '这个文件已不能打开。',
    files_off: '这里暂不接收文件。',
    session_ended: '这次导办已结束，不能再发文件。',
    session_unknown: '这次会话已不在您这里。',
    offline: '网络断开，请稍后再试。',
  } as Record<string, string>,
  error: '没有成功，请重试。',

  viewer: '查看图片',
  editor: '旋转或遮盖图片',
  close: '关闭',
  zoomIn: '放大',
  zoomOut: '缩小',
  fit: '适合窗口',
  turn: '向右转',
  print: '打印',
  redact: '加遮盖',
  redactHint: '在图上拖动画出黑块，盖住不想给对方看的内容。盖住的内容不会上传。',
  box: (number: number) => `遮盖 ${number}：方向键移动，按住 Shift 改大小，Delete 删除`,
  done: '完成',
  drop: '放弃修改',
};

export type FileWords = typeof zh;

const en: FileWords = {
  attach: 'Add files',
  camera: 'Take a photo',
  dropHere: 'Drop to add',
  list: 'Files to send',
  send: (count) => (count > 1 ? `Send ${count} files` : 'Send file'),
  remove: 'Remove',
  cancel: 'Cancel',
  pause: 'Pause',
  resume: 'Resume',
  again: 'Try again',
  edit: 'Rotate or cover',
  chosen: 'Not sent yet',
  waiting: 'Waiting',
  sending: (percent) => `${percent}% uploaded`,
  paused: (percent) => `Paused at ${percent}%`,
  cut: 'Offline. It goes on when the line is back',
  checking: 'Uploaded, being checked',
  failed: 'Not sent',
  saidSending: (count) => (count > 1 ? `Sending ${count} files.` : 'Sending the file.'),
  saidDone: (name) => `${name} is uploaded and being checked.`,
  saidFailed: (name, why) => `${name} was not sent: ${why}`,

  view: 'View',
  save: 'Save',
  preview: (name) => `Picture: ${name}`,
  refused: (name) => `“${name}” was not delivered`,
  reasons: {
    type: 'Files of this kind cannot be sent. Pictures, PDF, OFD, Word, Excel, PowerPoint and text can.',
    unreadable: 'The file cannot be opened; it may be damaged.',
    pixels: 'The picture is too large. Make it smaller and send it again.',
    bomb: 'What the file unpacks to is out of proportion; it was not taken.',
    macro: 'The file has macros. Save it without them and send it again.',
    locked: 'The file has a password. Take it off and send it again.',
    virus: 'The file did not pass the security check. It is locked away, the other side cannot see it.',
    scan_limit: 'The file is too large for the security check.',
  },
  errors: {
    file_empty: 'The file is empty.',
    file_too_large: 'The file is too large: 200 MB at most.',
    file_name_invalid: 'The name has characters that cannot be used. Rename the file and send it again.',
    file_limit: 'This session has as many files as it may.',
    file_unknown: 'This file can no longer be opened.',
    files_off: 'No files are taken here.',
    session_ended: 'The session has ended; no more files can be sent.',
    session_unknown: 'This session is no longer yours.',
    offline: 'Offline. Try again in a moment.',
  },
  error: 'That did not work. Try again.',

  viewer: 'Picture',
  editor: 'Rotate or cover the picture',
  close: 'Close',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit',
  turn: 'Turn right',
  print: 'Print',
  redact: 'Add a cover',
  redactHint: 'Drag over the picture to cover what the other side should not see. What is covered is not uploaded.',
  box: (number) => `Cover ${number}: arrow keys move it, with Shift they resize it, Delete removes it`,
  done: 'Done',
  drop: 'Discard changes',
};

export function fileWords(language: string): FileWords {
  return language === 'en' ? en : zh;
}

/** A size as people say it: 183 kB, 1.2 MB. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
