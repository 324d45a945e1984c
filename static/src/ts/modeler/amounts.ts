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

/** 「30」 and 「30%」 as the share 0.3. */
export function readShare(typed: string): Amount {
  const words = plain(typed).replace(/%$/, "");
  if (words === "") return { value: "" };
  return NUMBER.test(words) && Number(words) <= 100 ? { value: shift(tidy(words), -2) } : { wrong: "share" };
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
