// How diagrams are written.
const FONT = { fontFamily: '"BIZ UDPGothic", "Noto Sans JP", sans-serif', fontSize: "12px", lineHeight: 1.3 };
export const TEXT = { defaultStyle: FONT, externalStyle: { ...FONT, fontSize: "11px" } };
