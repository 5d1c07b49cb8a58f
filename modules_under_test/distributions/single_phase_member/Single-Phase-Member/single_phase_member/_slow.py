"""What the extension module does, in Python."""


def add(left, right):
    return left + right
