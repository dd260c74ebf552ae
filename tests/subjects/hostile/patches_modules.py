"""Replaces functions of modules that every program uses."""

import json
import os
import struct
import sys
import time

HAZARD = "patch"
EXPECT = ("completed", "raised", "crashed", "timeout", "refused")


def attack() -> bool:
    for module in (json, os, struct, sys, time):
        for name in dir(module):
            if not name.startswith("_") and callable(getattr(module, name)):
                setattr(module, name, lambda *arguments, **options: None)
    return True


def double(number: int) -> int:
    """What this module is for."""
    if number < 0:
        return -2 * -number
    return 2 * number
