"""Django's backend for PostgreSQL with our pool; the name of this module is what Django looks for."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from jonghong.core.postgresql.connections import Pool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with connections that are alive when they are handed out."""

    _connection_pools: ClassVar[dict[str, Pool]] = {}
    _configure_connection: Callable[[Any], bool]  # Django's

    @property
    def pool(self) -> Pool | None:
        """Return the pool of this process; None where Django works beside it, as on the test databases it makes."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            facts = self.get_connection_params() | {"autocommit": True}
            made = Pool(kwargs=facts, configure=self._configure_connection, **options)
            # Two threads may come here at once: the first wins, and a pool that was not opened holds nothing.
            self._connection_pools.setdefault(self.alias, made)
        return self._connection_pools[self.alias]
