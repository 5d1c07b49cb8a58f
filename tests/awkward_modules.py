"""Modules that are hard to call, by name: what exploring makes of each, test_explore knows.

Each is pure Python: what it does when it is looked at, or called.
"""

AWKWARD = {
    "says_nothing": """
class Silent:
    @property
    def __doc__(self):
        raise RuntimeError("no")
    def __getattr__(self, name):
        raise RuntimeError(name)
    def __call__(self, text):
        if not isinstance(text, bytes):
            raise TypeError("a bytes-like object is required, not 'str'")
        return len(text)
silent = Silent()
def plain(a):
    return [a]
""",
    "has_everything": """
class Everything:
    def __getattr__(self, name):
        return lambda *given: name
    def __eq__(self, other):
        raise ValueError("cannot be compared")
    __hash__ = None
everything = Everything()
def plain(a):
    return [a]
""",
    "ends_its_process": """
import os, signal, sys
def leaves():
    sys.exit(3)
def dies():
    os.kill(os.getpid(), signal.SIGKILL)
def plain(a):
    return [a]
""",
    "never_returns": """
def waits():
    while True:
        pass
def asks():
    return input()
def plain(a):
    return [a]
""",
    "patches": """
import builtins, os
def patch():
    builtins.len = lambda given: 7
def sets():
    os.environ["IS_SET"] = "1"
def plain(a):
    return [a]
""",
    "is_large": """
for number in range(100000):
    globals()["name_%d" % number] = number
def plain(a):
    return [a]
""",
    "changes_its_answer": """
import os, time
def now():
    return time.time()
def process():
    return os.getpid()
def hashed():
    return hash("text")
def plain(a):
    return [a]
""",
    "lies_about_itself": """
class Liar:
    __slots__ = ()
    def __init__(self, *given):
        pass
    @property
    def __class__(self):
        while True:
            pass
    @property
    def __signature__(self):
        return "no signature"
    __name__ = 7
    def __call__(self, *given):
        return None
    def __repr__(self):
        raise MemoryError
    def __eq__(self, other):
        while True:
            pass
    __hash__ = None
liar = Liar()
def plain(a):
    return [a]
""",
    "is_badly_documented": '''
"""What nobody should do.

>>> import time; time.sleep(1000)
>>> input()
'never'
>>> import socket; socket.create_server(("127.0.0.1", 0)).listen()
>>> import os; os.remove("/etc/hostname"); os.rmdir("/home")
>>> import sys; sys.exit(4)
>>> import threading; threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
"""
def plain(a):
    """Gives a list.

    >>> plain(open("left_behind", "w"))
    """
    return [a]
def another(a):
    return [a]
another.__doc__ = ">>> another('\\udcff\\x00')"
''',
    "is_warm_soon": """
seen = []
def first():
    seen.append(1)
    return len(seen) == 1
def ordered():
    return list({"a", "b", "c", "d", "e"})
def plain(a):
    return [a]
""",
    "is_documented": '''
"""Takes orders.

>>> kitchen = Kitchen("soup of the day")
>>> kitchen.order("two")
'two x soup of the day'
>>> kitchen.order("none")
Traceback (most recent call last):
ValueError: nothing was ordered
"""
class Kitchen:
    def __init__(self, menu):
        if not menu.startswith("soup of"):
            raise ValueError("no such menu")
        self.menu = menu
    def order(self, count):
        if count == "none":
            raise ValueError("nothing was ordered")
        if count != "two":
            raise TypeError("not so many")
        return count + " x " + self.menu
''',
}
