"""One self-contained page: no script, no font, no image and no style from anywhere else."""

from aqe.report.html.page import html

__all__ = ["html"]
