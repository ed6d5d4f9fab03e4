"""How the pool and its processes speak: the order and the data; then this header and the answer."""

import struct

ORDER = struct.Struct(">IH?")
"""How many bytes of data follow; how many dots to the inch a picture shall have, 0 asks for a PDF; and whether the data
is a chart alone, not a report."""
HEADER = struct.Struct(">?II")
"""Whether it went well, the size of what follows, and the process's memory in KiB."""
