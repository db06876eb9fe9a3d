"""The words that times are said with, in English, German and French, and how what people type is made plain."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache


def plain(text: str) -> str:
    """Lower case without accents, place by place as long as `text`."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    return _QUOTES.get(letter) or unicodedata.normalize("NFD", letter)[0].lower()[0]


_QUOTES = {"’": "'", "‘": "'", "−": "-", "‐": "-", "‑": "-"}


def tidy(text: str) -> str:
    """One kind of digit, letter and space for all that look alike; fractions spelled as decimals."""
    for sign, decimal in _FRACTIONS.items():
        text = text.replace(sign, decimal)
    return " ".join(unicodedata.normalize("NFKC", text).split())


_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Only when it is needed: all patterns together would take a good part of a start."""
    return re.compile(pattern)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _numbered(*lines: str, first: int) -> dict[str, int]:
    return {word: number for number, line in enumerate(lines, first) for word in line.split()}


WEEKDAYS = _numbered(
    "monday mon montag lundi lun",
    "tuesday tues tue dienstag mardi",
    "wednesday weds wed mittwoch mercredi mer",
    "thursday thurs thur thu donnerstag jeudi jeu",
    "friday fri freitag vendredi ven",
    "saturday sat samstag sonnabend sam samedi",
    "sunday sun sonntag dimanche dim",
    first=0,
)

SHORT_WEEKDAYS = _numbered("mo", "di", "mi", "do", "fr", "sa", "so", first=0)
"""They are other words too: only before an hour or a date do they mean the day."""

MONTHS = _numbered(
    "january jan januar janner jaenner janvier janv",
    "february feb februar feber fevrier fevr fev",
    "march mar marz maerz mrz mars",
    "april apr avril avr",
    "may mai",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug aout",
    "september sept sep septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez decembre",
    first=1,
)

DAYS = {
    "yesterday": -1,
    "gestern": -1,
    "hier": -1,
    "today": 0,
    "heute": 0,
    "aujourd'hui": 0,
    "tomorrow": 1,
    "tomorow": 1,
    "tommorow": 1,
    "tommorrow": 1,
    "tmrw": 1,
    "tmr": 1,
    "morgen": 1,
    "demain": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "ubermorgen": 2,
    "uebermorgen": 2,
    "apres-demain": 2,
    "apres demain": 2,
}

PARTS = {
    word: part
    for part, line in {
        "morning": "morning morgens fruh frueh vormittag vormittags matin",
        "afternoon": "afternoon nachmittag nachmittags apres-midi",
        "evening": "evening abend abends soir",
        "night": "night tonight nacht nachts nuit",
    }.items()
    for word in line.split()
}
"""Parts of the day, by the names that `bot.when.hours.Part` has for them."""

NUMBERS = {
    word: number
    for number, line in {
        1: "one a an ein eine einer einem einen eins un une",
        2: "two zwei deux",
        3: "three drei trois",
        4: "four vier quatre",
        5: "five funf fuenf cinq",
        6: "six sechs",
        7: "seven sieben",
        8: "eight acht huit",
        9: "nine neun neuf",
        10: "ten zehn dix",
        11: "eleven elf onze",
        12: "twelve zwolf zwoelf douze",
        15: "fifteen quinze",
        20: "twenty zwanzig vingt",
        30: "thirty trente",
        40: "forty vierzig quarante",
        45: "forty-five",
        50: "fifty cinquante",
        60: "sixty sechzig soixante",
        90: "ninety neunzig",
    }.items()
    for word in line.split()
}

HOUR_NUMBERS = {word: number for word, number in NUMBERS.items() if number <= 12 and word not in ("a", "an", "un")}

MINUTES = {
    unit: minutes
    for minutes, line in {
        1: "minutes minute mins min m minuten",
        60: "hours hour hrs hr h stunden stunde std heures heure",
        24 * 60: "days day d tage tagen tag jours jour",
        7 * 24 * 60: "weeks week wks wk w wochen woche semaines semaine",
    }.items()
    for unit in line.split()
}
"""What each unit of a length is, in minutes."""

LENGTHS = {
    "half an hour": 30,
    "half a hour": 30,
    "a half hour": 30,
    "half hour": 30,
    "eine halbe stunde": 30,
    "einer halben stunde": 30,
    "halbe stunde": 30,
    "une demi-heure": 30,
    "une demi heure": 30,
    "demi-heure": 30,
    "a quarter of an hour": 15,
    "quarter of an hour": 15,
    "a quarter hour": 15,
    "eine viertelstunde": 15,
    "einer viertelstunde": 15,
    "viertelstunde": 15,
    "un quart d'heure": 15,
    "three quarters of an hour": 45,
    "eine dreiviertelstunde": 45,
    "einer dreiviertelstunde": 45,
    "dreiviertelstunde": 45,
    "trois quarts d'heure": 45,
    "anderthalb stunden": 90,
    "eineinhalb stunden": 90,
}
"""Lengths that are said as one, in minutes."""
