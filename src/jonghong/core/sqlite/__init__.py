"""Django's backend of SQLite, whose writers wait for one another more evenly."""
