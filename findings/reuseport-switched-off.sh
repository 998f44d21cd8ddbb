#!/usr/bin/env bash
# Anybody of the same user can join a SO_REUSEPORT port. Clearing the option once all workers listen looks like the way to close the door:
# nothing says that it is read again. It is, for each connection: the group is no longer asked, one listener gets everything, and who comes
# later not only can still bind the port but takes all of it, also when the option is set again.
set -euo pipefail
python=$(command -v /usr/bin/python3 || command -v python3)

seen=$("$python" - <<'PY'
import socket


def listener(port=0):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(('127.0.0.1', port))
    sock.listen(500)
    sock.setblocking(False)
    return sock


def shares(listeners):
    """How many of 400 connections each listener gets: 'none', 'some' or 'all'."""
    clients = [socket.create_connection(listeners[0].getsockname()) for _ in range(400)]
    counts = []
    for sock in listeners:
        count = 0
        try:
            while True:
                sock.accept()[0].close()
                count += 1
        except BlockingIOError:
            pass
        counts.append(count)
    for client in clients:
        client.close()
    assert sum(counts) == 400
    return ' '.join({0: 'none', 400: 'all'}.get(count, 'some') for count in counts)


workers = [listener()]
port = workers[0].getsockname()[1]
workers.append(listener(port))
print('two workers:', shares(workers))
for worker in workers:
    worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 0)
print('option cleared:', shares(workers))
try:
    workers.append(listener(port))
    print('a third binds the port:', shares(workers))
except OSError as error:
    print('a third binds the port:', error.strerror)
for worker in workers:
    worker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
print('option set again:', shares(workers))
PY
)
recorded='two workers: some some
option cleared: none all
a third binds the port: none none all
option set again: none none all'
echo "Linux $(uname -r)"
printf 'expected:\n%s\n' 'two workers: some some
option cleared: some some
a third binds the port: Address already in use
option set again: some some'
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
