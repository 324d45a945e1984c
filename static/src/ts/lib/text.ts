// Words that scripts show. Both languages have the same keys: the type check fails where one is missing.
const ja = {
  cancel: "やめる",
  copied: "表をコピーしました。Excelに貼り付けられます。",
  copyFailed: "コピーできませんでした。表を選んで Ctrl+C を押してください。",
  unsaved: "保存していない入力があります。このページを離れますか。",
  saving: "保存しています…",
  saved: "保存しました {time}",
  saveFailed: "保存できませんでした。入力した内容はこの画面に残っています。",
  dirty: "保存していない変更があります",
  requestFailed: "サーバーから正しい答えがありませんでした（{status}）。少し待ってもう一度試してください。入力した内容は残っています。",
  offline: "サーバーにつながりません。ネットワークを確かめて、もう一度試してください。入力した内容は残っています。",
  fileTooMany: "ファイルは1つだけ選んでください。",
  chosenFile: "選んだファイル: {name}",
  diagramScrolls: "右へ続きます。動かして見られます →",
  chartMissing: "図のもとになる数字がありません。",
  item: "項目",
  row: "行",
  rowAbove: "上に行を入れる",
  rowBelow: "下に行を入れる",
  rowUp: "行を上へ動かす",
  rowDown: "行を下へ動かす",
  rowDelete: "選んだ行を消す",
  rowDeleteAsk: "選んだ行を消します。よろしいですか。",
  rowDuplicate: "選んだ行を写して下に入れる",
  copy: "コピー",
  undo: "元に戻す",
  redo: "やり直す",
  noChoice: "選べるものがありません",
  search: "探す",
  leaveGrid: "Escキーで表を出て、Tabキーで次へ進みます。",
};

const en: Record<keyof typeof ja, string> = {
  cancel: "Cancel",
  copied: "The table was copied. You can paste it into Excel.",
  copyFailed: "The table could not be copied. Select it and press Ctrl+C.",
  unsaved: "Some input has not been saved. Leave this page?",
  saving: "Saving…",
  saved: "Saved {time}",
  saveFailed: "Could not save. What you typed is still on this screen.",
  dirty: "There are unsaved changes",
  requestFailed: "The server did not answer properly ({status}). Wait a moment and try again. What you typed is still here.",
  offline: "The server cannot be reached. Check the network and try again. What you typed is still here.",
  fileTooMany: "Choose one file only.",
  chosenFile: "Chosen file: {name}",
  diagramScrolls: "Continues to the right. Scroll to see it →",
  chartMissing: "There are no figures for this chart.",
  item: "Item",
  row: "Row",
  rowAbove: "Insert a row above",
  rowBelow: "Insert a row below",
  rowUp: "Move the row up",
  rowDown: "Move the row down",
  rowDelete: "Delete the selected rows",
  rowDeleteAsk: "Delete the selected rows?",
  rowDuplicate: "Duplicate the selected rows below",
  copy: "Copy",
  undo: "Undo",
  redo: "Redo",
  noChoice: "Nothing to choose",
  search: "Search",
  leaveGrid: "Press Esc to leave the table, then Tab to go on.",
};

export type TextKey = keyof typeof ja;

/** The words for `key` in the language of the page; `{name}` is replaced by `values.name`. */
export function text(key: TextKey, values: Record<string, string | number> = {}): string {
  const words = document.documentElement.lang.startsWith("en") ? en[key] : ja[key];
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
