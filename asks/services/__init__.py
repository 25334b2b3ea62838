"""The catalogue's verbs: each one transaction, plain values in, named errors out."""
