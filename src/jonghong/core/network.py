"""The network that a request comes from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "nowhere"  # one network for all whose address cannot be read, so that they are counted, too
IPV6_SITE = 64  # bits that one subscriber holds at least (RFC 6177)


def network_of(request: HttpRequest) -> str:
    """Return the IPv4 address or the IPv6 /64 that a request comes from; NOWHERE where that is not an address."""
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return NOWHERE
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), IPV6_SITE), strict=False))


def is_this_machine(host: str) -> bool:
    """Tell whether what goes to that name or address leaves no machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def client_address(request: HttpRequest) -> str:
    """Return the address of the other end: the entry that the outermost of our own proxies wrote, else the connection's.

    Entries further left are whatever the visitor claims.
    """
    hops = [hop for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies: int = settings.TRUSTED_PROXIES
    if 0 < proxies <= len(hops):
        return hops[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
