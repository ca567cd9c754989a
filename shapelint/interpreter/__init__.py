"""LibCST nodes -> domain values -> events. Knows no rule."""
