"""Free TCP ports on the loopback address."""

import random
import socket

# Below the range from which the system takes the ports of outgoing connections
# (net.ipv4.ip_local_port_range, 32768 and up): a broker that is killed and started
# again finds its port free, and a client that keeps trying cannot connect to itself.
FIRST_PORT = 15_000
LAST_PORT = 32_000
HOST = "127.0.0.1"


def free_ports(count: int) -> tuple[int, ...]:
    """Return distinct ports of 127.0.0.1 that nobody listens on at this moment.

    Raises:
        OSError: the range holds fewer free ports.
    """
    found: list[int] = []
    # not for secrets: two processes at once should rarely try the same ports
    for port in random.sample(range(FIRST_PORT, LAST_PORT), LAST_PORT - FIRST_PORT):
        if _is_free(port):
            found.append(port)
        if len(found) == count:
            return tuple(found)
    raise OSError(f"fewer than {count} free ports between {FIRST_PORT} and {LAST_PORT}")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the broker does
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
