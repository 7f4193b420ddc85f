"""Owns working hours, holidays, working Saturdays (调休), their history, and all arithmetic with working time.

Does not own deadlines: clocks that count in working time live in `sla` and ask `queries.working_time(code)`.
`rules`, `instants`, `openings`, `working_time`, `chinese_days` and `ical` know no Django and no database.
"""
