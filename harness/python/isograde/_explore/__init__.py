"""Finds calls that nobody described: what is public is called with values from a fixed pool, in children that are confined.

``_plan`` decides, in the process that grades, what is tried next and what is kept; ``_child`` makes the calls, each in the main
interpreter of a child of its own batch. Both speak JSON. A call is an expression: "module.dumps([int('1000')])".
"""
