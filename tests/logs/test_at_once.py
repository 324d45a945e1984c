"""Two logs of one use case and organisation, adopted by two people at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from bpr.logs.models import LogState, MeasuredVolume, ProcessLog
from bpr.logs.services import log_adopt, log_measure, log_read, log_upload
from tests.factories import World
from tests.logs.cases import NODES, csv_text, log_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one after the other anyway"),
]
COLUMNS = {"case": "受付番号", "activity": "作業名", "start": "開始日時", "end": "終了日時"}


def _measured(w: World) -> ProcessLog:
    """Jobs run at the end of each transaction."""
    text = csv_text().encode()
    log = log_upload(actor=w.leader, use_case=w.use_case, organisation=w.city, name="a.csv", chunks=[text])
    log = log_read(actor=w.leader, log=log, columns=COLUMNS)
    log.refresh_from_db()
    mapping = {item["name"]: NODES.get(item["name"], "") for item in log.summary["activities"]}
    log = log_measure(actor=w.leader, log=log, mapping=mapping)
    log.refresh_from_db()
    assert log.state == LogState.MEASURED
    return log


def test_one_volume_counts_and_nobody_sees_a_broken_page() -> None:
    w = log_world()
    logs, start, raised = [_measured(w), _measured(w)], threading.Barrier(2), []

    def adopt(log: ProcessLog) -> None:
        start.wait()
        try:
            log_adopt(actor=w.leader, log=log, items=["minutes", "volume"], keep_file=True)
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=adopt, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert all(isinstance(error, ValidationError) for error in raised), raised
    assert MeasuredVolume.objects.filter(use_case=w.use_case, withdrawn_at=None).count() == 1
