"""Institutions: what they offer, what they have and cost, the labour market and the ledger."""
