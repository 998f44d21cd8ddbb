#!/usr/bin/env bash
# A non-blocking socket with SO_LINGER, whose peer reads nothing: close() waits, in the thread that calls it, as long as the option says.
# Where the descriptor has been passed on, it is the last holder's close() that waits, so a process that never asked for the option, and only hands
# sockets on, is stopped by who did.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/seen.py" <<'PY'
import os, socket, struct, time

def pair():
    listener = socket.create_server(('127.0.0.1', 0))
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(listener.getsockname())
    return client, listener.accept()[0]

def fill(server):
    server.setblocking(False)
    try:
        while True:
            server.send(bytes(65536))
    except BlockingIOError:
        pass
    server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 2))

def seconds(close):
    start = time.monotonic()
    close()
    return round(time.monotonic() - start)

client, server = pair()
fill(server)
print('non-blocking, SO_LINGER of 2 s: close() takes', seconds(server.close), 's')

client, server = pair()
here, there = socket.socketpair()
said, heard = os.pipe()
child = os.fork()
if child == 0:  # the worker: gets the connection, sets the option, ends first
    own = socket.socket(fileno=socket.recv_fds(there, 1, 1)[1][0])
    server.close()
    fill(own)
    print('who set it: close() takes', seconds(own.close), 's', flush=True)
    os.write(heard, b'x')
    os._exit(0)
socket.send_fds(here, [b'x'], [server.fileno()])
os.read(said, 1)
print('who handed it on and closes last: close() takes', seconds(server.close), 's')
os.waitpid(child, 0)
PY

recorded='non-blocking, SO_LINGER of 2 s: close() takes 2 s
who set it: close() takes 0 s
who handed it on and closes last: close() takes 2 s'
echo "Linux $(uname -r)"
echo 'expected: a non-blocking socket blocks nobody, least of all a process that did not ask for the option'
seen=$(python3 "$dir/seen.py")
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
