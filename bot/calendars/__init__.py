"""Conferences as calendar programs read them (RFC 5545, iCalendar): files, feeds, and links that fill in a form."""

from bot.calendars.entry import Entry as Entry
from bot.calendars.entry import Moved as Moved
from bot.calendars.file import calendar_file as calendar_file
from bot.calendars.links import links as links
