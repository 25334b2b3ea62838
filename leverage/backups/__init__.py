"""Backups: written in an order that tells nothing, sealed to their custodians, and never bringing back what must not.

`tables` says what is in which file, `archive` and `sealed` are the form of a file, `making` writes one, `reading`
checks one, `restoring` and `filling` bring it back, `lasting` keeps what must outlive a restore, `folder` tidies up.
"""
