"""``manage.py jobs_sweep``: send lost jobs again."""

from __future__ import annotations

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from bpr.jobs.services import jobs_sweep

logger = logging.getLogger(__name__)

DEFAULT_INTERVAL_SECONDS = 10.0


class Command(BaseCommand):
    help = "途切れた処理をもう一度送ります (--loop で繰り返します)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="止められるまで繰り返します。")
        parser.add_argument("--interval", type=float, default=DEFAULT_INTERVAL_SECONDS, help="繰り返しの間隔 (秒)。")

    def handle(self, *args: Any, loop: bool, interval: float, **options: Any) -> None:
        if loop:
            self._loop(interval)
        else:
            sweep = jobs_sweep()
            self.stdout.write(f"再送 {sweep.resent} 件、中止 {sweep.given_up} 件")

    def _loop(self, interval: float) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        while not ended.wait(interval):
            self._round()

    def _round(self) -> None:
        """One round; a database that is away for a while does not end the loop."""
        try:
            sweep = jobs_sweep()
        except DatabaseError as error:
            logger.error("sweep failed and will be tried again: %s", error)
        else:
            if sweep.resent or sweep.given_up:
                logger.warning("sweep: %s sent again, %s given up", sweep.resent, sweep.given_up)
        close_old_connections()
