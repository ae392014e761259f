"""Places on a page of a PDF as it is shown: turned and cropped as the file says, in parts of its width and height."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.pdf.runs import Box

_FINE = 1_000_000
"""Steps of the grid on which pdfium tells places on the shown page."""


class Shown:
    """Tells places on a page; its rotation must be the one that it is shown with."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._origin = self._place(0.0, 0.0)
        right, up = self._place(1000.0, 0.0), self._place(0.0, 1000.0)
        self._along = ((right[0] - self._origin[0]) / 1000, (right[1] - self._origin[1]) / 1000)
        self._across = ((up[0] - self._origin[0]) / 1000, (up[1] - self._origin[1]) / 1000)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self._page, 0, 0, _FINE, _FINE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _FINE, down.value / _FINE

    def box(self, plain: Box) -> Box:
        """A box of the page's own points as `Box(left, top, right, bottom)` of the shown page."""
        corners = [
            (
                self._origin[0] + x * self._along[0] + y * self._across[0],
                self._origin[1] + x * self._along[1] + y * self._across[1],
            )
            for x, y in ((plain.left, plain.bottom), (plain.right, plain.top))
        ]
        (x1, x2), (y1, y2) = (sorted(min(max(corner[axis], 0.0), 1.0) for corner in corners) for axis in (0, 1))
        return Box(x1, y1, x2, y2)
