"""The tests: a tree that mirrors the program's; browser and fault tests, fixtures and fakes have rooms of their own."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
"""The folder of the project."""

SHARED = CHECKOUT.parent / "shared"
"""Development sets and inputs beside the checkout, where they are."""
