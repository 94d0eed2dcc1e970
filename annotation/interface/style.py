"""How the interface looks: a bar that stays in sight above the text, and lines far enough apart for nested regions."""

from __future__ import annotations

from typing import Final

PAGE: Final = "wirecopy-page"
BAR: Final = "wirecopy-bar"
ROW: Final = "wirecopy-row"
FIELDS: Final = "wirecopy-fields"
FIELD: Final = "wirecopy-field"
ROLES: Final = "wirecopy-roles"
ARTICLE: Final = "wirecopy-article"

# Label Studio lays a label's colour over white with this opacity, and names the label in it at full strength.
_SHOWN_OPACITY: Final = 0.45

# Names that begin with ``lsf-``, ``ant-`` and ``relation`` are Label Studio's own (1.23); the rest are ours;
# ``cmdk`` is the list of a relation's labels, which as it comes shows seven of them at a time.
# Label Studio passes the sheet on as it stands in the XML, so that no character may need an escape there (``>``).
_CSS: Final = f"""
.{PAGE} {{ max-width: 1240px; margin: 0 auto; }}
.{BAR} {{ position: sticky; top: 0; z-index: 101; background: #fff; padding: 4px 8px 2px;
  border-bottom: 1px solid #d0d4da; box-shadow: 0 3px 6px -4px #8a94a3; }}
.{ROW} {{ display: flex; align-items: center; flex-wrap: wrap; column-gap: 12px; }}
.{BAR} .lsf-labels {{ display: flex; flex-wrap: wrap; margin: 0; gap: 2px 3px; padding: 1px 0; }}
.{BAR} .lsf-label {{ margin: 0; padding: 0 4px 0 5px; height: 20px; line-height: 20px;
  font-size: 12px; color: #1c2430; }}
.{BAR} .lsf-label__hotkey {{ font-size: 10px; margin-left: 4px; }}
.{FIELDS} {{ min-height: 68px; padding-top: 2px; border-top: 1px solid #eceff3; margin-top: 2px; font-size: 12px; }}
.{FIELD} {{ display: flex; align-items: center; }}
.{FIELD}::before {{ color: #5b6675; font-size: 11px; margin-right: 5px; white-space: nowrap; }}
.{FIELD} .lsf-choices, .{FIELD} .lsf-text-area {{ margin: 0 !important; }}
.{FIELD} .lsf-choices_layout_inline {{ display: flex; flex-wrap: wrap; gap: 0 8px; }}
.{FIELD} .lsf-choice, .{FIELD} .lsf-choice__item, .{FIELD} .lsf-choice__checkbox {{
  margin: 0; padding: 0; height: 22px; min-height: 0; font-size: 12px; font-weight: 400; }}
.{FIELD} .lsf-choice__checkbox span {{ padding: 0 1px; }}
.{FIELD} .lsf-choice__item, .{FIELD} .ant-checkbox {{ align-items: center; top: 0; line-height: 22px; }}
.{FIELD} .lsf-hint {{ font-size: 9px; line-height: 9px; }}
.{FIELD} .lsf-text-area {{ width: 150px; }}
.{FIELD} .lsf-text-area * {{ margin-bottom: 0 !important; }}
.{FIELD} input, .{FIELD} [id^="TextAreaRegion"] {{ min-height: 22px; height: 22px; padding: 0 6px; font-size: 12px; }}
.{FIELD} [id^="TextAreaRegion"] p {{ line-height: 20px; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }}
.{ROLES} * {{ font-size: 12px; line-height: 20px; margin: 0; }}
.{ARTICLE} .lsf-htx-richtext {{ white-space: pre-wrap; line-height: 1; font-size: 16px;
  padding: 6px 8px 6px 44px; }}
.{ARTICLE} .lsf-richtext__line {{ line-height: 2.3; }}
[cmdk-list]:has([data-value="continues"]) {{ max-height: 70vh; width: 440px; }}
[cmdk-group-items]:has([data-value="continues"]) {{ display: grid; grid-template-columns: repeat(3, 1fr); }}
[cmdk-item][data-value], [cmdk-item][data-value] div {{ padding-top: 0; padding-bottom: 0; line-height: 25px; }}
.relations-overlay g g text {{ font-size: 9px !important; }}
.relations-overlay g g rect {{ height: 13px; y: -7px; fill: #71618f; fill-opacity: .85; stroke-width: 1px; }}
.relations-overlay g path[fill="none"] {{ stroke-width: 1.2px; opacity: .45; stroke: #8a5a9e; }}
"""


def stylesheet(captions: dict[str, str]) -> str:
    """Return the interface's CSS; ``captions`` maps the name of a field to the words before it."""
    rules = (f'.{FIELD}-{name}::before {{ content: "{caption}"; }}' for name, caption in captions.items())
    return _CSS + "\n".join(rules) + "\n"


def strong(colour: str) -> str:
    """Return the colour, ``#rrggbb``, that looks like ``colour`` when it is laid over white as Label Studio does."""
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{max(0, round(255 - (255 - channel) / _SHOWN_OPACITY)):02x}" for channel in channels)
