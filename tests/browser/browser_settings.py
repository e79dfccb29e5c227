"""Themes and widths in which the page is looked at."""

SCHEMES, WIDTHS = ("light", "dark"), (360, 1440)
