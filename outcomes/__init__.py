"""What happened: private conversations behind receipts, and the releases that count them."""
