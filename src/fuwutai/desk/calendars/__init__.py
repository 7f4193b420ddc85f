"""The working calendars: weekly hours, the days that differ from them, and calendar files."""
