"""How the pool and its processes speak: four bytes of size and the data; then this header and the answer."""

import struct

SIZE = struct.Struct(">I")
HEADER = struct.Struct(">?II")
"""Whether it went well, the size of what follows, and the process's memory in KiB."""
