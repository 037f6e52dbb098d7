"""One module per picture: `draw(view) -> Figure or None` and `alt(view) -> str`."""
