// Two fingers on a touch screen: how much further apart are they than when they came down?

/** Calls `scale` with the factor since the fingers came down and the point between them; `begin` when they come. */
export function onPinch(area: HTMLElement, begin: () => void, scale: (factor: number, x: number, y: number) => void): void {
  let apart = 0;
  const distance = (touches: TouchList) =>
    Math.hypot(touches[0]!.clientX - touches[1]!.clientX, touches[0]!.clientY - touches[1]!.clientY);
  area.addEventListener("touchstart", (event) => {
    if (event.touches.length !== 2) return;
    apart = distance(event.touches);
    begin();
  }, { passive: true });
  area.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2 || apart === 0) return;
    event.preventDefault(); // the page itself keeps its size
    const { touches } = event;
    const x = (touches[0]!.clientX + touches[1]!.clientX) / 2;
    const y = (touches[0]!.clientY + touches[1]!.clientY) / 2;
    scale(distance(touches) / apart, x, y);
  }, { passive: false });
  for (const end of ["touchend", "touchcancel"]) area.addEventListener(end, () => (apart = 0));
}
