"""The words that repetitions are said with, in English, German and French, made plain as `bot.when.words` does."""

import re

from bot.recurring.recurrence import LAST, WEEKEND, WORKING_DAYS, Frequency
from bot.when.words import NUMBERS, SHORT_WEEKDAYS, WEEKDAYS, any_of, compiled

UNITS = {
    word: unit
    for unit, line in {
        (Frequency.DAILY, 1): "day days tag tage tagen jour jours",
        (Frequency.WEEKLY, 1): "week weeks wk wks woche wochen semaine semaines",
        (Frequency.WEEKLY, 2): "fortnight fortnights quinzaine quinzaines",
        (Frequency.MONTHLY, 1): "month months monat monate monaten mois",
        (Frequency.MONTHLY, 3): "quarter quarters quartal quartale trimestre trimestres",
        (Frequency.MONTHLY, 12): "year years jahr jahre jahren an ans annee annees",
    }.items()
    for word in line.split()
}
"""What is counted, and how many at once."""

ADVERBS = {
    word: unit
    for unit, line in {
        (Frequency.DAILY, 1): "daily taglich taeglich quotidien quotidiennement",
        (Frequency.WEEKLY, 1): "weekly wochentlich woechentlich hebdomadaire",
        (Frequency.WEEKLY, 2): "biweekly bi-weekly fortnightly zweiwochentlich zweiwoechentlich vierzehntagig",
        (Frequency.MONTHLY, 1): "monthly monatlich mensuel mensuellement",
        (Frequency.MONTHLY, 3): "quarterly vierteljahrlich vierteljaehrlich trimestriel",
        (Frequency.MONTHLY, 12): "yearly annually jahrlich jaehrlich annuel",
    }.items()
    for word in line.split()
}

KINDS_OF_DAY = {
    word: days
    for days, line in {
        WORKING_DAYS: "weekday,weekdays,workday,workdays,working day,working days,business day,business days,"
        "werktag,werktags,wochentag,wochentags,arbeitstag,jour ouvre,jours ouvres,jour ouvrable,jours ouvrables",
        WEEKEND: "weekend,weekends,wochenende,week-end,week-ends",
    }.items()
    for word in line.split(",")
}

ORDINALS = {
    word: number
    for number, line in {
        1: "first 1st ersten erste erster erstes premier premiers premiere 1er",
        2: "second 2nd zweiten zweite zweiter zweites deuxieme deuxiemes second seconds",
        3: "third 3rd dritten dritte dritter drittes troisieme troisiemes",
        4: "fourth 4th vierten vierte vierter viertes quatrieme quatriemes",
        5: "fifth 5th funften funfte fuenften cinquieme",
        LAST: "last letzten letzte letzter letztes dernier derniers derniere",
    }.items()
    for word in line.split()
}

EVERY = r"(?:every|each|jede[nsrm]?|alle|chaque|tous\s+les|toutes\s+les)"
BEGINS = rf"(?:{EVERY.replace('alle', 'alle(?=.[0-9])')}|{any_of(ADVERBS)})(?!\w)"
"""Whoever begins so behind a time means a repetition, whatever follows."""

ON = r"(?:on|am|an|le|les|the)"
OF_EACH_MONTH = r"(?:of|in|de|du)?\s*(?:every|each|jede[ns]|chaque)\s+(?:month|monats?|mois)"
OF_THE_MONTH = rf"(?:(?:of|in)\s+the\s+month|(?:im|des)\s+monats?|du\s+mois|{OF_EACH_MONTH})"
UNTIL = r"(?:until|till?|through|thru|bis(?:\s+zum)?|jusqu'(?:au|en|a))"
TIMES = rf"(?P<times>[0-9]+|{any_of(NUMBERS)})\s?-?(?:times?|x|occurrences?|dates|mal|fois)"
NUMBER = rf"[0-9]{{1,3}}|{any_of(word for word in NUMBERS if word not in ('a', 'an'))}"
ORDINAL = any_of(ORDINALS)
MONTH_DAY = r"[0-9]{1,2}"
SUFFIX = r"(?:st|nd|rd|th|er|\.)"

NAME = rf"(?:{any_of(WEEKDAYS)})s?|{any_of(SHORT_WEEKDAYS)}"
_DAY = rf"{any_of(KINDS_OF_DAY)}|{NAME}"
_SEVERAL = rf"{any_of(word for word in KINDS_OF_DAY if word.endswith('s'))}|(?:{any_of(WEEKDAYS)})s"
_TO = r"\s?(?:-|–|to|through|thru|bis|au|a)\s?"
_AND = r"(?:\s*[,&+/]\s*|\s+)(?:(?:and|und|et|&)\s+)?(?:(?:every|each|jeden|on|am|the|le|les)\s+)?"


def _list(day: str) -> str:
    item = rf"(?:{day})\.?(?:{_TO}(?:{day})\.?)?(?!\w)"
    return rf"{item}(?:{_AND}{item})*"


DAYS = _list(_DAY)
"""Any of them, one or several: "mon and thu", "monday to friday"."""
NAMES = _list(NAME)
"""The same without "weekday" and its like."""
SEVERAL = rf"(?:on\s+)?(?:{_list(_SEVERAL)}|(?:{NAME})\.?{_TO}(?:{NAME})\.?(?!\w))"
"""What is more than one day without a word for "every": "mondays", "mon-fri"."""


def days_in(text: str) -> tuple[int, ...]:
    """The weekdays of such a list, in order."""
    one = rf"(?<!\w)(?P<first>{_DAY})(?!\w)\.?(?:{_TO}(?P<last>{NAME})(?!\w))?"
    return tuple(sorted({day for match in compiled(one).finditer(text) for day in _range(match)}))


def _range(match: re.Match[str]) -> tuple[int, ...]:
    if match["first"] in KINDS_OF_DAY:
        return KINDS_OF_DAY[match["first"]]
    first, last = weekday(match["first"]), weekday(match["last"] or match["first"])
    return tuple((first + further) % 7 for further in range((last - first) % 7 + 1))


def weekday(name: str) -> int:
    """Monday is 0."""
    known = WEEKDAYS | SHORT_WEEKDAYS
    return known[name] if name in known else known[name.removesuffix("s")]
