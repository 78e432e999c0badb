"""What networks that speak feeds share: looking at one, naming its entries."""
