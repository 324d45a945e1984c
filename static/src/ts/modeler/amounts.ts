// Figures as they are typed into the panel, read without losing a digit: they stay text.

/** What was read: the figure as a decimal text ("" where nothing was typed), or what is wrong. */
export type Amount = { value: string } | { wrong: "number" | "minutes" | "noDays" | "share" | "date" };

const NUMBER = /^(?:\d+\.?\d*|\.\d+)$/;
const SPAN = /^(?:(\d+(?:\.\d+)?)日間?)?(?:(\d+(?:\.\d+)?)時間(半)?)?(?:(\d+(?:\.\d+)?)分(半)?)?(?:(\d+(?:\.\d+)?)秒)?$/;

function plain(typed: string): string {
  return typed.normalize("NFKC").replace(/[,\s]/g, "");
}

/** Without the zeros that say nothing: 「05.10」 is 5.1. */
function tidy(number: string): string {
  const [whole = "", part = ""] = number.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const places = part.replace(/0+$/, "");
  return places ? `${digits}.${places}` : digits;
}

/** 0 or more. */
export function readAmount(typed: string): Amount {
  const words = plain(typed);
  if (words === "") return { value: "" };
  return NUMBER.test(words) ? { value: tidy(words) } : { wrong: "number" };
}

/** Minutes; 「1時間30分」「90秒」 are understood, 「3日」 (of 1,440 minutes) where time passes without work. */
export function readMinutes(typed: string, days: boolean): Amount {
  const words = plain(typed);
  if (words === "" || NUMBER.test(words)) return readAmount(words);
  const found = SPAN.exec(words);
  if (!found) return { wrong: "minutes" };
  const [, day, hour, half, minute, halfMinute, second] = found;
  if (day !== undefined && !days) return { wrong: "noDays" };
  const seconds = Number(day ?? 0) * 86400 + Number(hour ?? 0) * 3600 + (half ? 1800 : 0) + Number(minute ?? 0) * 60 + (halfMinute ? 30 : 0) + Number(second ?? 0);
  return { value: tidy((seconds / 60).toFixed(6)) };
}

function shift(number: string, by: number): string {
  const [whole = "0", part = ""] = number.split(".");
  const digits = whole + part;
  const point = whole.length + by;
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = point <= 0 ? 1 : point;
  return tidy(`${padded.slice(0, at)}.${padded.slice(at)}`);
}

/** A share with its range, or with the number of cases it was counted in; "" where nothing is said. */
export type Share = { value: string; minimum: string; maximum: string; of: string };

/** 「30」 and 「30%」 as the share 0.3; 「10〜20%」, 「5〜10〜20%」 and 「10%/50件中」 as in the table. */
export function readShare(typed: string): Share | { wrong: "share" } {
  const words = plain(typed);
  const none = { value: "", minimum: "", maximum: "", of: "" };
  if (words === "") return none;
  const counted = /^([\d.]+)%\/?(\d{1,9})件中$/.exec(words);
  const [, share = words, of = ""] = counted ?? [];
  const ends = share.split(/[~〜\-–―]/).map((each) => each.replace(/%$/, ""));
  if (ends.length > 3 || ends.some((end) => !NUMBER.test(end) || Number(end) > 100)) return { wrong: "share" };
  if (counted && (ends.length > 1 || Number(of) === 0)) return { wrong: "share" };
  const [low = "", high = ""] = [ends[0], ends[ends.length - 1]].map((end) => shift(tidy(end ?? ""), -2));
  const value = ends.length === 2 ? middle(low, high) : shift(tidy(ends[ends.length === 3 ? 1 : 0] ?? ""), -2);
  if (!(Number(low) <= Number(value) && Number(value) <= Number(high))) return { wrong: "share" };
  return Number(low) < Number(high) ? { value, minimum: low, maximum: high, of: "" } : { ...none, value, of };
}

function middle(low: string, high: string): string {
  return tidy(((Number(low) + Number(high)) / 2).toFixed(9));
}

/** What {@link readShare} reads back: 「30」, 「10〜20%」, 「10%／50件中」. */
export function shareWords(share: Share): string {
  if (share.of) return `${percentOf(share.value)}%／${share.of}件中`;
  if (!share.minimum && !share.maximum) return percentOf(share.value);
  const [low, high] = [share.minimum || share.value, share.maximum || share.value];
  const ends = middle(low, high) === share.value ? [low, high] : [low, share.value, high];
  return `${ends.map(percentOf).join("〜")}%`;
}

/** 0.3 as 「30」. */
export function percentOf(share: string): string {
  return NUMBER.test(share) ? shift(tidy(share), 2) : share;
}

const ERAS: Record<string, number> = { 令和: 2018, R: 2018, 平成: 1988, H: 1988 };

/** A day as ISO date; 和暦 and 西暦. */
export function readDate(typed: string): Amount {
  const words = plain(typed).replace(/元年/, "1年");
  if (words === "") return { value: "" };
  const found = /^(令和|平成|[RHrh])?(\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?$/.exec(words);
  if (!found) return { wrong: "date" };
  const [, era, first, month, day] = found;
  const year = Number(first) + (era ? (ERAS[era.toUpperCase()] ?? 0) : 0);
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  const isReal = year >= 1900 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? { value: date.toISOString().slice(0, 10) } : { wrong: "date" };
}

/** Sum of shares in per cent, exact to six places. */
export function sumOfShares(shares: string[]): number {
  return Math.round(shares.reduce((sum, share) => sum + (NUMBER.test(share) ? Number(share) : 0), 0) * 1e8) / 1e6;
}
