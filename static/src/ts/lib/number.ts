// Figures as they are read and written in Japan.

/** A figure with thousands separators; negative as △. `digits` is the number of decimals (as they come if left out). */
export function formatNumber(value: number, digits?: number): string {
  const options = digits === undefined ? { maximumFractionDigits: 3 } : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const words = Math.abs(value).toLocaleString("ja-JP", options);
  return value < 0 && /[1-9]/.test(words) ? `△${words}` : words;
}

/** The figure that a person typed (full-width, separators, △ and ▲ are understood); null where it is none. */
export function readNumber(words: string): number | null {
  const plain = words.normalize("NFKC").replace(/[,\s]/g, "").replace(/^[△▲−]/, "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)/.test(plain) ? Number.parseFloat(plain) : null;
}
