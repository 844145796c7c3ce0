"""Three PostgreSQL servers that stand in for each other, and what becomes of bookings when something breaks among them."""
