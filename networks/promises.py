"""By when staff answer: counted in working days of Belgium."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ANSWER_WITHIN, ANSWER_AGAIN_WITHIN = 20, 10  # working days: the first time, and after changes


@lru_cache(maxsize=8)
def _closed(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("BE", subdiv=None, years=year)


def is_working_day(day: date) -> bool:
    """Monday to Friday, public holidays of Belgium left out."""
    return day.weekday() < 5 and day not in _closed(day.year)


def answer_by(sent: date, *, again: bool = False) -> date:
    """The day by which staff answer what was sent on a day."""
    return after(sent, ANSWER_AGAIN_WITHIN if again else ANSWER_WITHIN)


def after(day: date, working_days: int) -> date:
    """The day that is so many working days later."""
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def working_days_until(day: date, today: date) -> int:
    """How many working days are left; negative when the day has passed."""
    step = 1 if day >= today else -1
    count, moving = 0, today
    while moving != day:
        moving += timedelta(days=step)
        count += step * is_working_day(moving if step > 0 else moving + timedelta(days=1))
    return count
