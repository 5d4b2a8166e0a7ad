"""Signals that come while the work of a script runs, and at no other time.

The scripts of the tests import this module; the fixture `script` puts it on their path.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

LATENCY = 0.25
"""Seconds of processor time: the main thread looks for signals every 50 ms, while two threads work."""

_SENDER = """
import os, sys, time
for line in sys.stdin:
    time.sleep(float(line))
    sent = time.monotonic()
    os.kill(int(sys.argv[1]), int(sys.argv[2]))
    print(sent, flush=True)
"""


class Interrupter:
    """Sends SIGINT to this process while it works.

    The signals come from a process that is started once, before the work, and is no fork of this one: Python
    swallows what a signal handler raises in the calls that it makes around a fork. The signal is asked for
    inside of the ``try`` that catches what its handler raises.

    Parameters
    ----------
    times : int
        How often the handler may raise for one signal. More than once is for a library that turns the first
        into an error of its own and lets Python raise the signal again.
    """

    def __init__(self, times: int = 1) -> None:
        self._times = times
        self._left = 0
        signal.signal(signal.SIGINT, self._raise)
        command = [sys.executable, "-I", "-S", "-c", _SENDER, str(os.getpid()), str(int(signal.SIGINT))]
        self._sender = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def _raise(self, *_: object) -> None:
        if self._left:
            self._left -= 1
            raise KeyboardInterrupt

    def seconds_until_heard(self, work: Callable[[], object], delay: float) -> float:
        """Do work again and again, and send the signal `delay` seconds after it began.

        Returns
        -------
        float
            The seconds between the signal and the exception.

        Raises
        ------
        AssertionError
            The handler raised, and something on the way swallowed that.
        """
        assert self._sender.stdin is not None
        assert self._sender.stdout is not None
        try:
            self._left = self._times
            os.write(self._sender.stdin.fileno(), b"%f\n" % delay)
            while self._left == self._times:
                work()
            raise AssertionError("the interrupt was swallowed")
        except KeyboardInterrupt:
            self._left = 0
            heard = time.monotonic()
        return heard - float(self._sender.stdout.readline())

    def close(self) -> None:
        """End the other process."""
        self._sender.communicate()


def is_interruptible(work: Callable[[], object]) -> bool:
    """Find out whether a signal ends work before it would end by itself.

    The work is done twice as a whole, since a first call may also make columns, and once more with a signal
    after a third of the processor time that the second took. All is measured in processor time of this
    process, so that other processes and the speed of the machine do not count.
    """
    signal.signal(signal.SIGPROF, signal.default_int_handler)
    work()
    begin = time.process_time()
    work()
    whole = time.process_time() - begin
    begin = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_PROF, whole / 3)
        work()
        time.sleep(0)
    except KeyboardInterrupt:
        used = time.process_time() - begin
        return used < max(0.8 * whole, whole / 3 + LATENCY)
    signal.setitimer(signal.ITIMER_PROF, 0)
    raise AssertionError(f"the work was over before the signal came: {whole} s")
