"""Loads nothing either."""

ANSWER = 42
