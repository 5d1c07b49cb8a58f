"""Runs another program to its end, and passes on to it what somebody wants of this one."""

import os
import signal
import subprocess

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FROM_TERMINAL = 0x80  # SI_KERNEL: the whole foreground has got it, the program too


class Interrupted(Exception):
    """Somebody wants an end; ``signal`` says how it was said."""

    def __init__(self, number):
        super().__init__(number)
        self.signal = number


class Signals:
    """Holds back the signals that end this process, until it has tidied up; while a program runs, that gets them."""

    def __enter__(self):
        self._before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING + (signal.SIGCHLD,))
        self.got = None
        return self

    def __exit__(self, *error):
        signal.pthread_sigmask(signal.SIG_SETMASK, self._before)

    def run(self, command, **how):
        """The exit code; of a program that a signal ended, 128 and that. ``how``: as for Popen."""
        process = subprocess.Popen(command, preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, self._before), **how)
        while process.poll() is None:
            told = signal.sigwaitinfo(_ENDING + (signal.SIGCHLD,))
            if told.si_signo == signal.SIGCHLD:
                continue
            self.got = told.si_signo
            if told.si_code != _FROM_TERMINAL:
                os.kill(process.pid, told.si_signo)
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def require_none(self):
        """Raises Interrupted where somebody wants an end, be it that no program noticed."""
        waiting = signal.sigpending() & set(_ENDING)
        if self.got or waiting:
            raise Interrupted(self.got or min(waiting))
