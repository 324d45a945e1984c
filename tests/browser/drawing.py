"""The editor of a diagram, as an analyst uses it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.grid import Grid
from tests.browser.visitor import Visitor
from tests.browser.world import DRAW_PROJECT

ENDS = ("Start", "End")
SIDES = (("x", "width"), ("y", "height"))
_BEGIN = """address => fetch(address, {
    method: "POST", headers: JSON.parse(document.body.getAttribute("hx-headers")),
}).then(answer => new URL(answer.url).pathname)"""
_PLACES = """() => Object.fromEntries([...document.querySelectorAll("[data-canvas] .djs-shape")]
    .map(shape => [shape.dataset.elementId, shape.getAttribute("transform")]))"""


def begin(person: Visitor, use_case: str) -> str:
    """The address of the editor of this use case's common as-is."""
    person.go("/")
    person.open(DRAW_PROJECT, use_case)
    return str(person.page.evaluate(_BEGIN, f"{person.path}draw/common/"))


class Drawing:
    """The open editor."""

    def __init__(self, person: Visitor, address: str) -> None:
        self.page = person.page
        person.go(address)
        self.canvas = self.page.locator("[data-canvas]")
        expect(self.canvas.locator(".djs-shape").first).to_be_attached()
        self.rows = Grid(self.page, "[data-table]")

    def put(self, tool: str) -> None:
        """Take a tool of the palette and click between the start and the end, so that it comes into their flow."""
        self.canvas.locator(f'.djs-palette [aria-label="{tool}"]').click()
        ends = [self.canvas.locator(f'[data-element-id="{each}"] .djs-hit').first.bounding_box() for each in ENDS]
        x, y = (sum(box[side] + box[size] / 2 for box in ends if box) / 2 for side, size in SIDES)
        self.page.mouse.move(x - 3, y, steps=4)
        self.page.mouse.click(x, y)

    def put_on_border(self, words: str, tool: str) -> None:
        """Take a tool of the palette and click on the lower border of a shape."""
        self.canvas.locator(f'.djs-palette [aria-label="{tool}"]').click()
        box = self.shape(words).locator(".djs-hit").first.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] - 1
        self.page.mouse.move(x, y - 6, steps=4)
        self.page.mouse.move(x, y, steps=2)
        self.page.mouse.click(x, y)

    def diagram(self) -> Locator:
        """What takes the keys of the diagram."""
        return self.canvas.locator("svg[tabindex]")

    def shape(self, words: str) -> Locator:
        """The shape that bears these words, which the drawing breaks into lines."""
        return self.canvas.locator(".djs-shape", has_text=words)

    def places(self) -> dict[str, str]:
        """Where every shape stands."""
        return dict(self.page.evaluate(_PLACES))

    def wait_saved(self) -> None:
        expect(self.page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
