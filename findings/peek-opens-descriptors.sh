#!/usr/bin/env bash
# recvmsg() with MSG_PEEK shows the next message and leaves it where it is. With descriptors in it (SCM_RIGHTS) each look opens them again in
# the process that looks: to find out how long a message is, before reading it, costs a descriptor a look that nobody closes.
set -euo pipefail
python=$(command -v /usr/bin/python3 || command -v python3)

seen=$("$python" - <<'PY'
import array
import os
import socket

mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
read_end, write_end = os.pipe()
socket.send_fds(other, [b'a connection'], [read_end])
os.close(read_end)


def opened():
    return len(os.listdir('/proc/self/fd'))


def descriptors(flags):
    text, control, _, _ = mine.recvmsg(100, socket.CMSG_SPACE(4), flags)
    assert text == b'a connection'
    return array.array('i', control[0][2])


before = opened()
peeked = [descriptors(socket.MSG_PEEK)[0] for _ in range(5)]
print(f'five looks open {opened() - before}')
received = descriptors(0)[0]
print(f'with the one that is read {opened() - before}')
os.close(received)
try:
    os.write(write_end, b'x')
    print('the received one is closed, and the pipe still has a reader')
except BrokenPipeError:
    print('the received one is closed, and the pipe has no reader')
PY
)
recorded='five looks open 5
with the one that is read 6
the received one is closed, and the pipe still has a reader'
echo "Linux $(uname -r)"
printf 'expected:\n%s\n' 'five looks open 0
with the one that is read 1
the received one is closed, and the pipe has no reader'
printf 'seen:\n%s\n' "$seen"
if [ "$seen" != "$recorded" ]; then echo 'This has changed.'; exit 1; fi
