"""How days and times are written in each language; templates say ``date:"DATE_FORMAT"`` and the like."""
