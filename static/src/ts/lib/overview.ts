// The whole drawing in small, with a frame around what the view shows; a press or a drag in it moves the view.
const WIDTH = 220; // pixels
const HEIGHT = 120;

/** A picture of the drawing without anything that could be pointed at, named or focused. */
function picture(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  for (const named of copy.querySelectorAll("title, desc")) named.remove();
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["data-element-id", "tabindex", "role", "aria-label", "aria-labelledby", "id", "class"]) part.removeAttribute(name);
  }
  copy.setAttribute("aria-hidden", "true");
  return copy;
}

export class Overview {
  private readonly box = document.createElement("div");
  private readonly frame = document.createElement("div");
  private drawn: SVGSVGElement | null = null;

  constructor(private readonly view: HTMLElement) {
    this.box.className = "diagram__overview no-print";
    this.frame.className = "diagram__frame";
    this.box.setAttribute("aria-hidden", "true"); // keyboard and screen reader use the view itself
    this.box.hidden = true;
    view.after(this.box);
    this.listen();
  }

  /** To be called when the drawing, its size or the position of the view has changed. */
  follow(svg: SVGSVGElement | null): void {
    const { view } = this;
    const isLarger = view.scrollWidth > view.clientWidth * 1.15 || view.scrollHeight > view.clientHeight * 1.15;
    this.box.hidden = !svg || !isLarger;
    if (!svg || this.box.hidden) return;
    if (this.drawn !== svg) this.draw(svg);
    const scale = this.scale();
    this.frame.style.left = `${view.scrollLeft * scale}px`;
    this.frame.style.top = `${view.scrollTop * scale}px`;
    this.frame.style.width = `${Math.min(view.clientWidth, view.scrollWidth) * scale}px`;
    this.frame.style.height = `${Math.min(view.clientHeight, view.scrollHeight) * scale}px`;
  }

  private draw(svg: SVGSVGElement): void {
    this.drawn = svg;
    const { width, height } = svg.viewBox.baseVal;
    const scale = Math.min(WIDTH / width, HEIGHT / height);
    const copy = picture(svg);
    copy.setAttribute("width", String(width * scale));
    copy.setAttribute("height", String(height * scale));
    this.box.replaceChildren(copy, this.frame);
  }

  /** Pixels of the overview per pixel of the view's content. */
  private scale(): number {
    return (this.box.firstElementChild?.getBoundingClientRect().width ?? 0) / (this.drawn?.getBoundingClientRect().width || 1);
  }

  private listen(): void {
    const move = (event: PointerEvent) => {
      const edge = this.box.getBoundingClientRect();
      const scale = this.scale() || 1;
      this.view.scrollTo(
        (event.clientX - edge.left) / scale - this.view.clientWidth / 2,
        (event.clientY - edge.top) / scale - this.view.clientHeight / 2,
      );
    };
    this.box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.box.setPointerCapture(event.pointerId);
      move(event);
    });
    this.box.addEventListener("pointermove", (event) => {
      if (this.box.hasPointerCapture(event.pointerId)) move(event);
    });
  }
}
