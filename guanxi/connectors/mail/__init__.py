"""Mails: queued with the transaction that wants them sent, sealed while they wait, sent by the worker."""
