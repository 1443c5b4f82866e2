"""Steps from one shape of the tables to the next, each up and down."""
