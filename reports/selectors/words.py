"""Figures in words: how many places they are shown with, what their sides are called."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bpr.core.figures import Quantity, Side
from bpr.core.lines import COUNTS, HOURS
from bpr.core.units import RoundingPolicy, format_number

NOTHING = "―"
SIDES: dict[Side, Promise] = {Side.AS_IS: _("現行"), Side.TO_BE: _("改革案"), Side.SAVING: _("削減")}
_STANDARD = RoundingPolicy()

# Names and units of the core, which is Japanese and knows no gettext: marked here for the catalogue.
CORE_TEXTS = (
    gettext_noop("職員の処理時間"),
    gettext_noop("人工"),
    gettext_noop("人件費"),
    gettext_noop("庁費"),
    gettext_noop("直接経費"),
    gettext_noop("費用合計"),
    gettext_noop("作業数"),
    gettext_noop("帳票の種類"),
    gettext_noop("作成する帳票の枚数"),
    gettext_noop("参照する帳票の枚数"),
    gettext_noop("住民の来庁回数"),
    gettext_noop("住民の作業時間"),
    gettext_noop("住民の待ち時間"),
    gettext_noop("住民の移動時間"),
    gettext_noop("添付書類"),
    gettext_noop("他団体の処理時間"),
    gettext_noop("システムの処理時間"),
    gettext_noop("1件当たりの職員の処理時間"),
    gettext_noop("1件当たりの待ち時間"),
    gettext_noop("1件当たりの所要期間"),
    gettext_noop("1人工の時間"),
    gettext_noop("年間件数"),
    gettext_noop("時間"),
    gettext_noop("時間/年"),
    gettext_noop("円/時間"),
    gettext_noop("円/年"),
    gettext_noop("円/回"),
    gettext_noop("件/年"),
    gettext_noop("枚/年"),
    gettext_noop("枚/回"),
    gettext_noop("回/年"),
    gettext_noop("回/回"),
    gettext_noop("点/年"),
    gettext_noop("点/回"),
    gettext_noop("分/件"),
    gettext_noop("分/回"),
)
# Units that are ordinary words elsewhere.
_COUNTED = {"作業": pgettext_lazy("単位", "作業"), "種類": pgettext_lazy("単位", "種類")}


def core_text(text: str) -> str:
    """A name or unit of the core in the language of the page; what people named themselves stays as it is."""
    if text in _COUNTED:
        return str(_COUNTED[text])
    return gettext(text) if text in CORE_TEXTS else text


def side_label(side: Side) -> str:
    return str(SIDES[side])


def places_of(quantity: Quantity, policy: RoundingPolicy = _STANDARD) -> int:
    """Decimal places of a quantity, the same for all of its values so that they stand below each other."""
    if quantity in HOURS:
        return policy.hours_places
    if quantity in COUNTS:
        return policy.count_places
    if quantity is Quantity.FTE:
        return policy.fte_places
    return policy.minutes_places if quantity.is_per_case else 0


def figure_text(value: Decimal | None, quantity: Quantity, policy: RoundingPolicy = _STANDARD) -> str:
    """A value with its places, thousands separated, △ where it is negative, ― where there is none."""
    return NOTHING if value is None else format_number(value, places_of(quantity, policy))
