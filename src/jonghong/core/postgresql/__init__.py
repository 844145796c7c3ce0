"""PostgreSQL as the product uses it: its address, a pool that soon forgets dead connections, limits, roles, locks."""
