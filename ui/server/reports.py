"""The address of the reports of test sets that were run on the page; it frames them in a sandbox."""

from __future__ import annotations

import fastapi
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from ui.server.security import REPORT
from ui.words.reports import REPORT_PHRASES
from ui.words.words import page_language
from ui.work.trials import Trials


def add_reports(application: fastapi.FastAPI, trials: Trials) -> None:
    """Make the address; `ui.server.security` says what a report may do."""

    def report(key: str, language: str = "") -> Response:
        page = trials.page(key, REPORT_PHRASES[page_language("", language)])
        if page is None:
            return PlainTextResponse("This report is not kept any more: run the test set again.", 404)
        return HTMLResponse(page)

    application.add_api_route(f"{REPORT}{{key}}", report, methods=["GET"], include_in_schema=False)
