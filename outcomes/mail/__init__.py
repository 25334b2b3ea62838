"""Whether the signed headers of a mail were signed by a lab's domain. Pure: no network, no database, no clock."""
