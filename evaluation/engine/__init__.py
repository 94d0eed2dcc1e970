"""From annotations to counts: integer arrays, alignment, and sums per article and type."""
