"""The tab for evaluators: a test set is run, told as it advances, and its report shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

import gradio as gr

from rag.errors import Busy, PreuveError, Stopped
from ui.page.conversation import Conversation, Opened
from ui.page.markup.trials import trial_list, trial_progress, trial_result, trial_told
from ui.page.problems import problem_of
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS
from ui.words.trials import TRIAL_WORDS
from ui.work.trials import Outcome, Trials


class Evaluation:
    """Runs the test set with a number; another click stops what this tab has begun."""

    def __init__(self, desk: Desk, trials: Trials) -> None:
        self._desk = desk
        self._trials = trials
        self._stops: dict[str, threading.Event] = {}

    def place_buttons(self) -> None:
        """Make what the page's script presses, outside of the tab."""
        self.run_button = gr.Button("try", elem_id="go-try", visible="hidden")
        self.stop_button = gr.Button("untry", elem_id="go-untry", visible="hidden")

    def place(self) -> None:
        with gr.Tab("···", id="evaluation") as self.tab:
            self.list = surface("trials")
            self.result = surface("trial-result")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.list, self.result]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.run_button.click, self.run, [desk.bridge, desk.talk], [self], concurrency_limit=None)
        self.stop_button.click(self.stop, [], None, queue=False, api_visibility="private", show_progress="hidden")

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        words = WORDS[talk.language]
        label = TRIAL_WORDS[talk.language].tab
        return {
            self.tab: gr.update(label=label),
            self.list: trial_list(self._trials.sets(), words),
            self.result: "",
        }

    async def run(self, command: str, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """The test set with the number that the command gives; a number of none changes nothing."""
        words, own = WORDS[talk.language], TRIAL_WORDS[talk.language]
        sets = await asyncio.to_thread(self._trials.sets)
        number = str(command)[:10]
        if not (number.isascii() and number.isdecimal() and int(number) < len(sets)):
            yield {self.list: trial_list(sets, words)}
            return
        session = str(request.session_hash)
        stop = self._stops[session] = threading.Event()
        try:
            async with aclosing(self._trials.run(sets[int(number)], stop)) as steps:
                async for step in steps:
                    shown = trial_result(step, words) if isinstance(step, Outcome) else trial_progress(step, words)
                    yield {self.result: shown}
        except Stopped:
            yield {self.result: trial_told(own.stopped, words)}
        except Busy:
            yield {self.result: trial_told(own.busy, words, wrong=True)}
        except (PreuveError, OSError) as error:
            yield {
                self.result: trial_told(own.failed.format(reason=problem_of(error, talk.language)), words, wrong=True)
            }
        finally:
            stop.set()  # also where the tab is closed: nobody waits for the result
            self._stops.pop(session, None)

    def stop(self, request: gr.Request) -> None:
        """The person does not want to wait for the result."""
        signal = self._stops.get(str(request.session_hash))
        if signal is not None:
            signal.set()
