"""Numbers, dates and times as they are written in three languages, in digits and in words."""
