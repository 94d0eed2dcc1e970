"""Agreement between passes of two annotators or more, and where they differ."""

from wirecopy.annotation.agreement.document import SCHEMA, agreement
from wirecopy.annotation.agreement.passes import Passes, as_passes, read_passes

__all__ = ["SCHEMA", "Passes", "agreement", "as_passes", "read_passes"]
