"""One case open in two windows: the later change wins, and no other is lost without a word."""

from collections.abc import Callable

from bhtrain.model.claim import Answer


class OtherWindow:
    """What another window did to the answer of one desk.

    Attributes:
        state: "" while there is nothing to say. "newer": another window saved `answer`, and this
            desk still shows an older one. "replaced": this desk saved its own after that, over
            `answer`. "swapped": this desk shows the other one, and `answer` is what it showed.
        answer: The answer that this desk does not show, None where there is none.
    """

    def __init__(self, stored: Callable[[], Answer | None] | None, current: Answer):
        self.state = ""
        self.answer: Answer | None = None
        self._stored = stored or (lambda: None)
        self._known = self._stored() or current  # what is saved, as far as this desk knows

    def look(self, current: Answer) -> None:
        """Notice when what is saved is neither what this desk saved nor what it shows."""
        found = self._stored()
        if found is None or found == self._known:
            return
        self._known = found
        if found == current:
            self.forget()
        else:
            self.state, self.answer = "newer", found

    def saved(self, answer: Answer) -> None:
        """This desk has saved an answer: it is the later one."""
        self._known = answer
        if self.state == "newer":
            self.state = "replaced"
        if self.answer == answer:
            self.forget()

    def is_saved(self, answer: Answer) -> bool:
        """Whether that answer is what is saved."""
        return answer == self._known

    def put_aside(self, answer: Answer) -> None:
        """The desk shows the other answer now; this one can be had back."""
        self.state, self.answer = "swapped", answer

    def forget(self) -> None:
        """Whoever sits there knows, and keeps what is shown."""
        self.state, self.answer = "", None
