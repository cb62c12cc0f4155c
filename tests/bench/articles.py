"""Short news that nobody wrote, as text files: any number of them, the same on every run, about many people and towns."""

import random
from datetime import date, timedelta
from pathlib import Path

_GIVEN = (
    "Ana", "Boris", "Clara", "Daniel", "Elena", "Farid", "Greta",
    "Hugo", "Irina", "Jonas", "Karim", "Lena", "Marko", "Nadia",
)  # fmt: skip
_FAMILY = (
    "Adler", "Brandt", "Costa", "Dimov", "Ekman", "Ferrari",
    "Grau", "Horvat", "Ivanov", "Jansen", "Kovac", "Lund", "Moreau",
)  # fmt: skip
_TOWNS = (
    "Odesa", "Kharkiv", "Lviv", "Luhansk", "Kherson", "Donetsk",
    "Warsaw", "Lima", "Manila", "Nairobi", "Quito", "Riga", "Tunis",
)  # fmt: skip
_STATES = (
    "Ukraine", "Russia", "Poland", "France", "Germany", "Turkey",
    "Peru", "Kenya", "Japan", "Canada", "Norway", "Chile",
)  # fmt: skip
_BODIES = ("defence ministry", "interior ministry", "foreign ministry", "army", "police", "government")
_LEADS = (
    "Drones hit a depot in {town} on {day}, killing {n} people, {who} said.",
    "{who}, the mayor of {town}, said {n} people were injured in a missile strike on {day}.",
    "{state} attacked {town} on {day}, the {body} of {other} alleged.",
    "{who} visited {town} on {day} to meet officials of {state}.",
    "Police arrested {n} people at a protest in {town} on {day}.",
    "{state} will send {n} tanks to {other}, {who} said on {day}.",
)
_FOLLOWS = (
    "The {body} of {state} denied the claim.",
    "{state}'s {body} said the report could not be verified.",
    "“We will rebuild {town},” {who} told reporters.",
    "At least {n} houses were damaged, according to the {body} of {other}.",
    "{who} leads the {body} of {state}.",
    "{other} condemned the attack.",
)


def write(folder: Path, numbers: range, *, edition: int = 0) -> Path:
    """Write articles by their numbers, a thousand a folder; another edition of one has another text. Return the folder."""
    for number in numbers:
        file = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article(number, edition), encoding="utf-8")
    return folder


def article(number: int, edition: int = 0) -> str:
    """Return one article: a headline, a date and three sentences."""
    pick = random.Random(f"{number} {edition}")  # noqa: S311 - not for secrets
    # A few people and towns are in many articles, most in few, as in news.
    ending = "aeiou"[number % 5] + "nrst"[pick.randrange(4)] * (number % 3 > 0)
    state, other = pick.sample(_STATES, 2)
    words = {
        "who": f"{pick.choice(_GIVEN)} {_FAMILY[int(len(_FAMILY) * pick.random() ** 2)]}{ending}",
        "town": _TOWNS[int(len(_TOWNS) * pick.random() ** 2)],
        "state": state,
        "other": other,
        "body": pick.choice(_BODIES),
        "n": pick.randrange(2, 90),
        "day": pick.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")),
    }
    told = [pick.choice(_LEADS), *pick.sample(_FOLLOWS, 2)]
    day = date(2024, 1, 1) + timedelta(days=number % 500)
    body = " ".join(sentence.format_map(words) for sentence in told)
    return f"Report {number} from {words['town']}\n\n{day.isoformat()}\n\n{body}\n"
