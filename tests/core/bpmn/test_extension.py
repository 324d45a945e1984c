from decimal import Decimal

import pytest
from hypothesis import given, settings
from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.extension import (
    read_performer_kind,
    read_row,
    read_share,
    read_step,
    write_performer_kind,
    write_share,
    write_step,
)  # fmt: skip
from bpr.core.bpmn.names import NSMAP, bpmn
from bpr.core.values import StepValues
from tests.core.step_values import step_values


def element(tag="task"):
    return etree.Element(bpmn(tag), {"id": "Task_1"}, nsmap=NSMAP)


def again(holder):
    return etree.fromstring(etree.tostring(holder))


@settings(max_examples=150, deadline=None)
@given(step_values())
def test_every_value_of_a_step_comes_back(values):
    holder = element()
    write_step(holder, values, row=3)
    assert read_step(again(holder)) == values
    assert read_row(again(holder)) == 3


def test_values_written_again_replace_the_old_ones_and_keep_the_row_and_what_others_wrote():
    holder = element()
    foreign = etree.SubElement(etree.SubElement(holder, bpmn("extensionElements")), "{urn:other}mark")
    write_step(holder, StepValues(key="a", system="旧"), row=7)
    write_step(holder, StepValues(key="a", measure="M1"))
    assert read_step(holder) == StepValues(key="a", measure="M1")
    assert read_row(holder) == 7
    assert foreign.getparent() is not None
    assert read_step(element()) is None


def test_control_characters_from_pasting_are_left_out():
    holder = element()
    write_step(holder, StepValues(key="a", system="住民\x0b記録\x00"))
    assert read_step(holder).system == "住民記録"


def test_share_and_performer_kind_come_and_go():
    holder = element("sequenceFlow")
    write_share(holder, Decimal("0.125"))
    write_performer_kind(holder, "counter")
    assert read_share(again(holder)) == Decimal("0.125")
    assert read_performer_kind(again(holder)) == "counter"
    write_share(holder, None)
    write_performer_kind(holder, "")
    assert read_share(holder) is None
    assert len(holder) == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ('waitingMinutes="三日"', "waitingMinutes が「三日」"),
        ('waitingMinutes="-1"', "0以上1兆以下の数"),
        ('waitingMinutes="NaN"', "0以上1兆以下の数"),
        ('waitingMinutes="1E+999999"', "0以上1兆以下の数"),
        ('waitingMinutes="1E-999999"', "0以上1兆以下の数"),
        ('workKind="magic"', "manual、user、system"),
    ],
)
def test_damaged_values_are_named_with_element_and_remedy(values, said):
    xml = f'<task xmlns="{NSMAP["bpmn"]}" id="Task_1"><extensionElements><b:step xmlns:b="{NSMAP["bpr"]}" {values}/>'
    with pytest.raises(BpmnError, match=said) as raised:
        read_step(etree.fromstring(f"{xml}</extensionElements></task>"))
    assert raised.value.element == "Task_1"
    assert raised.value.line == 1
