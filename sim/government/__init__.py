"""The government: its envelope, its programmes and whom they are meant for."""
