__all__ = ("Part",)


class Part:
    pass
