"""Draws one picture and ends: MessagePack of a Job on stdin, PNG on stdout.

Started by bot.render.charts.picture as `python -m bot.render.charts.process`. Its memory goes
back with it.
"""

from __future__ import annotations

import contextlib
import resource
import sys

import msgspec

from bot.core.charts import Chart

CPU = 20  # seconds


class Job(msgspec.Struct, array_like=True):
    chart: Chart
    dark: bool


def main() -> None:
    for what, soft in ((resource.RLIMIT_CPU, CPU), (resource.RLIMIT_CORE, 0)):
        # Some systems know the limit but let nobody set it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    from bot.render.charts import draw

    sys.stdout.buffer.write(draw.png(draw.laid_out(job.chart, dark=job.dark)))


if __name__ == "__main__":
    main()
