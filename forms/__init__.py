"""What is asked: questionnaires as data; no database, no app."""
