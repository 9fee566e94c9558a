"""gRPC servers and channels on this machine."""

from concurrent import futures

import grpc

# Property bags can be large, as in the engine; a proxy must never see calls to this machine.
CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", 400 * 1024 * 1024),
    ("grpc.enable_http_proxy", 0),
]
# A component under construction holds one thread and needs more for its children, at every level.
THREADS = 256


def new_server() -> tuple[grpc.Server, str]:
    """Return a server, not yet started, and its address on the loopback interface."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=THREADS), options=CHANNEL_OPTIONS)
    port = server.add_insecure_port("127.0.0.1:0")
    return server, f"127.0.0.1:{port}"
