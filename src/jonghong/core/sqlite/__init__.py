"""Django's backend of SQLite, whose writers stand in line."""
