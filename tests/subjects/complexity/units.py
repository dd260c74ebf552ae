"""Lengths and weights from one unit into another."""

from decimal import Decimal

_METRES = {"m": Decimal(1), "km": Decimal(1000), "mi": Decimal("1609.344")}


def convert(value, unit, wanted):
    return Decimal(value) * _METRES[unit] / _METRES[wanted]


def pounds(kilograms):
    return round(kilograms * 2.20462262, 2)


def fahrenheit(celsius):
    return celsius * 9 / 5 + 32
