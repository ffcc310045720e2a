"""The palette of charts: blue and orange, which all eyes tell apart, on no ground."""

VIEWS = "#3574e0"
VISITORS = "#a84300"
BARS = f'class="chart-views" fill="{VIEWS}" fill-opacity=".7"'
"""Attributes of what stands for views; paler than lines, so that those stand out."""

TEXT = "#5f6875"
HEADING = "#1f2733"
GRID = "#8a93a0"

# Over the colours of the parts, which are those for a light ground.
DARK = (
    "<style>@media (prefers-color-scheme:dark){"
    ".chart-views{fill:#6aa5ff}.chart-views-line{stroke:#6aa5ff}"
    ".chart-visitors{stroke:#ffc27a}.chart-text{fill:#a3acb8}"
    ".chart-heading{fill:#eef1f5}}</style>"
)
"""The style sheet of an image by itself, for those who prefer dark."""
