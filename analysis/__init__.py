"""What was said, made fit to publish: no web, no database, no forms."""
