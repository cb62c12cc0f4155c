"""What happened: the type of an event, and who did what to whom."""

from collections.abc import Callable, Iterator

from kg.evaluation.records import Argument, Document, Event, Span
from kg.evaluation.verdicts import Item, Verdict, both, one_to_one, overlap

MEASURES = ("type and arguments", "type and roles", "type")


def judge(gold: Document, predicted: Document) -> Iterator[Verdict]:
    """Judge events, matched one-to-one among those of a type.

    `type and arguments` wants every gold argument overlapped by one of the same role: who did what to whom. `type and roles`
    is content with one right filler in every role that gold fills. Two stretches overlap here if they share at least half
    of the shorter one; arguments that are nowhere in the text are compared by their words.
    """
    wanted, given = _events(gold), _events(predicted)
    tests: tuple[Callable[[Event, Event], bool], ...] = (_all_arguments, _all_roles, lambda _given, _wanted: True)
    items = [_item(gold, event) for event in wanted], [_item(predicted, event) for event in given]
    for measure, passes in zip(MEASURES, tests, strict=True):
        candidates = (
            (_closeness(p, g), i, j)
            for i, p in enumerate(given)
            for j, g in enumerate(wanted)
            if p.type == g.type and passes(p, g)
        )
        yield from both(measure, *items, one_to_one(candidates))


def _events(document: Document) -> list[Event]:
    """Return the different events, in the order of the text."""
    return sorted(
        set(document.events),
        key=lambda e: (e.trigger or Span(-1, -1), e.type, [(a.role, a.spans, a.words) for a in e.arguments]),
    )


def _all_arguments(given: Event, wanted: Event) -> bool:
    return all(_filled(given, argument) for argument in wanted.arguments)


def _all_roles(given: Event, wanted: Event) -> bool:
    roles = {argument.role for argument in wanted.arguments}
    return roles == {argument.role for argument in wanted.arguments if _filled(given, argument)}


def _filled(given: Event, wanted: Argument) -> bool:
    return any(argument.role == wanted.role and _same(argument, wanted) for argument in given.arguments)


def _same(left: Argument, right: Argument) -> bool:
    if left.spans and right.spans:
        return any(_half(a, b) for a in left.spans for b in right.spans)
    return left.words.casefold() == right.words.casefold()


def _half(left: Span, right: Span) -> bool:
    return 2 * overlap(left, right) >= min(left.end - left.begin, right.end - right.begin)


def _closeness(given: Event, wanted: Event) -> float:
    """Prefer the event with the same trigger, then the one that shares more arguments."""
    same_trigger = given.trigger is not None and wanted.trigger is not None and overlap(given.trigger, wanted.trigger) > 0
    return same_trigger + sum(_filled(given, argument) for argument in wanted.arguments) / (len(wanted.arguments) + 1)


def _item(document: Document, event: Event) -> Item:
    places = [event.trigger] if event.trigger else [span for argument in event.arguments for span in argument.spans]
    words = document.text[slice(*event.trigger)].casefold() if event.trigger else ""
    return Item(event.type, words, min(places, default=None))
