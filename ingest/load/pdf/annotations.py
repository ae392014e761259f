"""What people have added to the pages of a PDF: the values of form fields and notes of free text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.pdf.runs import Box

CHECKED, UNCHECKED = "☒", "☐"

_HIDDEN = pdfium_c.FPDF_ANNOT_FLAG_INVISIBLE | pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13
"""Flag of a text field whose value is shown as stars (ISO 32000, table 228)."""

_MOST = 10_000
"""Annotations of a page that are looked at."""


@dataclass(frozen=True, slots=True)
class Added:
    """A value or a note: its text, where it stands on the page, and what the form calls the field, if anything."""

    text: str
    box: Box
    note: bool = False
    label: str = ""


def added_to(page: pdfium.PdfPage, form: Any) -> Iterator[Added]:
    """The values and notes of a page, without those that are hidden; `form` is pdfium's handle of the form, if any."""
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            found = None if pdfium_c.FPDFAnnot_GetFlags(annotation) & _HIDDEN else _added(annotation, form)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(annotation)
        if found is not None and found.text.strip():
            yield found


def _added(annotation: Any, form: Any) -> Added | None:
    kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    rectangle = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
        return None
    box = Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    if kind == pdfium_c.FPDF_ANNOT_FREETEXT:
        return Added(_text(pdfium_c.FPDFAnnot_GetStringValue, annotation, b"Contents"), box, note=True)
    if kind == pdfium_c.FPDF_ANNOT_WIDGET and form is not None:
        label = _text(pdfium_c.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
        return Added(_value(annotation, form), box, label=label)
    return None


def _value(annotation: Any, form: Any) -> str:
    """What a field shows."""
    match pdfium_c.FPDFAnnot_GetFormFieldType(form, annotation):
        case pdfium_c.FPDF_FORMFIELD_CHECKBOX | pdfium_c.FPDF_FORMFIELD_RADIOBUTTON:
            return CHECKED if pdfium_c.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
        case pdfium_c.FPDF_FORMFIELD_COMBOBOX | pdfium_c.FPDF_FORMFIELD_LISTBOX:
            count = max(0, pdfium_c.FPDFAnnot_GetOptionCount(form, annotation))
            chosen = [
                _text(pdfium_c.FPDFAnnot_GetOptionLabel, form, annotation, number)
                for number in range(min(count, _MOST))
                if pdfium_c.FPDFAnnot_IsOptionSelected(form, annotation, number)
            ]
            return ", ".join(chosen) or _text(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)
        case pdfium_c.FPDF_FORMFIELD_TEXTFIELD:
            if pdfium_c.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
                return ""
            return _text(pdfium_c.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _text(function: Callable[..., int], *arguments: Any) -> str:
    """The text that a function of pdfium writes into a buffer: asked for its length first."""
    length = function(*arguments, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace").replace("\x00", "")
