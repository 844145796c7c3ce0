"""The application nodes of the cluster: the product as it is served, each on a machine of its own."""

import shutil
from pathlib import Path

from chaos.cluster.network import Host
from chaos.places import Place

PORT = 8000
ADDRESSES = {"a1": "10.77.0.21", "a2": "10.77.0.22"}


class Application(Place):
    """One node; all have the same keys, and the same database by the addresses of all its servers."""

    def __init__(self, host: Host, folder: Path, url: str) -> None:
        super().__init__("cluster", folder)
        self.host, self._url = host, url
        self.extra = {"JONGHONG_HOSTS": ",".join(ADDRESSES.values())}

    @property
    def address(self) -> str:
        """Return host and port."""
        return f"{self.host.address}:{PORT}"

    @property
    def url(self) -> str:
        """Return the database's address."""
        return self._url

    def command(self) -> list[str]:
        """Return how the product's server is started, on its own machine."""
        return self.host.command(*super().command())

    def copy_of(self, other: "Application") -> None:
        """Take over what a further node of the same office needs."""
        shutil.copytree(other.folder, self.folder)

    def seen_on(self, url: str) -> "Application":
        """Return the same office as one server of the database holds it, for a judge."""
        return Application(self.host, self.folder, url)
