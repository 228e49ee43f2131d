# SPDX-License-Identifier: Apache-2.0
"""score.py SURVEY INSTRUMENT: the same from Python."""
import struct
import sys

import cxm

tally = cxm.Tally(sys.argv[2], sys.argv[1])
state = tally.to_bytes(receipt=False)
print("state", len(state), state[-4:][::-1].hex())
for row in tally.assess().table("index").rows():
    if row["value"] is not None:
        print(row["id"], *(struct.pack(">d", row[name]).hex() for name in ("value", "low", "high")))
