"""Takes a bag in by bagit-python's own reader, and tells as JSON what it found."""

import json
import sys

import bagit  # type: ignore[import-not-found]  # only in the judge's own environment

bag = bagit.Bag(sys.argv[1])
bag.validate()
sys.stdout.write(
    json.dumps(
        {
            "info": bag.info,
            "version": bag.version,
            "files": {path: sums["sha256"] for path, sums in bag.payload_entries().items()},
        }
    )
)
